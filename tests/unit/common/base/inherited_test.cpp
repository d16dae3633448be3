// SPDX-License-Identifier: Apache-2.0
#include "common/base/inherited.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/in_child.h"

namespace trace {

TEST_CASE("what was inherited is closed, but the standard streams and what an argument names") {
  const ChildEnding ending = in_child([] {
    static constexpr std::array<int, 5> kOpen = {100, 107, 108, 250, 1000};
    const int result = ::dup(STDERR_FILENO);  // the pipe of the result is closed, too
    for (const int fd : kOpen) ::dup2(result, fd);
    const std::array<const char*, 4> arguments = {"program", "json:/dev/fd/107", "/proc/self/fd/250", "/dev/fd/x"};
    const int out = ::open("/dev/null", O_RDONLY);
    static_cast<void>(out);
    close_inherited(arguments);
    std::string left;
    for (int fd = 0; fd < 1024; ++fd) {
      if (::fcntl(fd, F_GETFD) >= 0) left += std::to_string(fd) + " ";
    }
    ::_exit(left == "0 1 2 107 250 " ? 7 : 8);
    return std::string();
  });
  CHECK(ending.status >> 8 == 7);
}

}  // namespace trace
