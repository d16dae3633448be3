// SPDX-License-Identifier: Apache-2.0
#include "common/base/lone_process.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <csignal>
#include <set>

#include <catch2/catch.hpp>

#include "tests/support/in_child.h"

namespace trace {
namespace {

TEST_CASE("a process that does one thing keeps its socket, and no signal of a terminal ends it") {
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
  const auto ending = in_child([&] {
    UniqueFd socket(ends[1]);
    if (!become_lone("lone", socket)) return std::string("failed");
    ::raise(SIGINT);
    ::raise(SIGTERM);
    std::set<int> open;
    for (int fd = 0; fd < 64; ++fd) {
      if (::fcntl(fd, F_GETFD) >= 0) open.insert(fd);
    }
    const bool is_right = open == std::set<int>{0, 1, 2, 3} && socket.get() == 3;
    ::send(socket.get(), is_right ? "y" : "n", 1, 0);
    return std::string();
  });
  char said = 0;
  REQUIRE(::recv(ends[0], &said, 1, 0) == 1);
  CHECK(said == 'y');
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace trace
