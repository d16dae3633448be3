// SPDX-License-Identifier: Apache-2.0
#include "common/base/write_all.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

TEST_CASE("what a pipe does not take at once is written as it is read") {
  int ends[2] = {};
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const UniqueFd from(ends[0]);
  UniqueFd to(ends[1]);
  std::string sent;
  for (int i = 0; i < 1'000'000; ++i) sent += static_cast<char>(i * 7);
  std::string got;
  std::thread reader([&] {
    std::string piece(4'000, 0);
    for (ssize_t size = 0; (size = ::read(from.get(), piece.data(), piece.size())) > 0;) {
      got.append(piece, 0, static_cast<std::size_t>(size));
    }
  });
  const int error = write_all(to.get(), sent);
  to = UniqueFd();
  reader.join();
  CHECK(error == 0);
  CHECK(got == sent);
}

TEST_CASE("bytes are written where they belong") {
  Folder folder;
  const std::string path = folder.with("a", "0123456789");
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  CHECK(write_all_at(fd.get(), "abc", 4) == 0);
  CHECK(content_of(path) == "0123abc789");
  CHECK(write_all_at(fd.get(), "", 100) == 0);
  CHECK(content_of(path) == "0123abc789");
}

TEST_CASE("why it cannot be written is told") {
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  REQUIRE(full);
  CHECK(write_all(full.get(), "a") == ENOSPC);
  CHECK(write_all(-1, "a") == EBADF);
  CHECK(write_all_at(-1, "a", 0) == EBADF);
}

}  // namespace
}  // namespace trace
