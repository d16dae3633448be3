// SPDX-License-Identifier: Apache-2.0
#include "common/base/path_watch.h"

#include <sys/inotify.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {

TEST_CASE("that a file or a folder is moved is told once, and what is not asked for is not") {
  const Folder folder;
  const std::string path = folder.file("a");
  SECTION("a file") {
    std::ofstream(path) << "x";
  }
  SECTION("a folder") {
    std::filesystem::create_directory(path);
  }
  const auto watch = PathWatch::start(path, IN_MOVE_SELF);
  REQUIRE(watch);
  CHECK(watch->take() == 0);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  CHECK(watch->take() == 0);
  for (int i = 0; i < 40; ++i) {
    std::filesystem::rename(path, folder.file("b"));
    std::filesystem::rename(folder.file("b"), path);
  }
  CHECK(watch->take() == IN_MOVE_SELF);
  CHECK(watch->take() == 0);
}

TEST_CASE("a folder above that is moved is told, by whatever name the file is watched") {
  const Folder folder;
  std::filesystem::create_directories(folder.file("a/b"));
  std::ofstream(folder.file("a/b/c")) << "x";
  std::filesystem::create_symlink(folder.file("a/b/c"), folder.file("link"));
  const auto watch = PathWatch::start(folder.file(GENERATE("a/b/c", "link")), IN_MOVE_SELF);
  REQUIRE(watch);
  std::filesystem::create_directory(folder.file("a/other"));
  std::filesystem::rename(folder.file("a/other"), folder.file("a/moved"));
  CHECK(watch->take() == 0);
  std::filesystem::rename(folder.file("a"), folder.file("d"));
  CHECK(watch->take() == IN_MOVE_SELF);
  std::filesystem::rename(folder.file("d/b"), folder.file("e"));
  CHECK(watch->take() == IN_MOVE_SELF);
}

TEST_CASE("what is not there is not watched") {
  const Folder folder;
  CHECK(PathWatch::start(folder.file("a"), IN_MOVE_SELF).error().message == "No such file or directory");
}

}  // namespace trace
