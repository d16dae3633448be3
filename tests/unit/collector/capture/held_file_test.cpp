// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/held_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

TEST_CASE("what is known of an open file is what stat(2) says") {
  const Folder folder;
  const std::string path = folder.with("x", "12345");
  const UniqueFd fd(::open(path.c_str(), O_RDONLY));
  struct stat expected {};
  REQUIRE(::stat(path.c_str(), &expected) == 0);
  const auto status = status_of(fd.get());
  REQUIRE(status);
  CHECK(status->size == 5);
  CHECK(status->is_regular);
  CHECK(status->file.inode == expected.st_ino);
  CHECK(status->file.dev == kernel_dev(major(expected.st_dev), minor(expected.st_dev)));
  CHECK(status->file.mode == expected.st_mode);
  CHECK(status->file.ctime_ns / 1'000'000'000 == static_cast<std::uint64_t>(expected.st_ctim.tv_sec));
  CHECK(path_of(fd.get()) == path);
  std::filesystem::remove(path);
  CHECK(path_of(fd.get()) == path);
  CHECK(status->same_content(*status_of(fd.get())));
  CHECK_FALSE(status_of(-1));
  CHECK(path_of(-1).empty());
}

}  // namespace
}  // namespace trace
