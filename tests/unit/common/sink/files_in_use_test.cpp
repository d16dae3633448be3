// SPDX-License-Identifier: Apache-2.0
#include "common/sink/files_in_use.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "common/sink/open_file.h"
#include "common/sink/sink.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

TEST_CASE("an input is not emptied, under whatever name") {
  const Folder folder;
  const std::string path = folder.with("rec", "events");
  REQUIRE(::symlink(path.c_str(), folder.file("link").c_str()) == 0);
  REQUIRE(::link(path.c_str(), folder.file("hard").c_str()) == 0);
  const UniqueFd input(::open(path.c_str(), O_RDONLY));
  const UniqueFd writable(::open(path.c_str(), O_RDWR));
  FilesInUse in_use;
  in_use.add(input.get(), "an input");
  for (const std::string& name :
       {path, folder.file("link"), folder.file("hard"), folder.file("./rec"),
        "/dev/fd/" + std::to_string(writable.get()), "/proc/self/fd/" + std::to_string(writable.get())}) {
    INFO(name);
    const auto fd = open_for_writing(name, in_use);
    REQUIRE_FALSE(fd);
    CHECK(fd.error().message == "opening \"" + name + "\": it is an input");
  }
  CHECK(content_of(path) == "events");
}

TEST_CASE("two outputs are two files") {
  const Folder folder;
  FilesInUse in_use;
  const auto first = Sink::open(folder.file("a"), in_use);
  REQUIRE(first);
  CHECK(Sink::open(folder.file("b"), in_use));
  REQUIRE(::symlink("a", folder.file("link").c_str()) == 0);
  const auto second = Sink::open(folder.file("link"), in_use);
  REQUIRE_FALSE(second);
  CHECK(second.error().message ==
        "opening \"" + folder.file("link") + "\": it is an output already, \"" + folder.file("a") + "\"");
}

TEST_CASE("nothing is made below a folder that is in use, by whatever path") {
  const Folder folder;
  std::filesystem::create_directories(folder.file("a/out/deep"));
  REQUIRE(::symlink("a/out/deep", folder.file("link").c_str()) == 0);
  FilesInUse in_use;
  in_use.add_below(folder.file("a/out"), "artifacts");
  for (const char* const name : {"a/out/x", "a/out/deep/x", "link/x", "a/../a/out/./x"}) {
    const std::string path = folder.file(name);
    const auto fd = open_for_writing(path, in_use);
    REQUIRE_FALSE(fd);
    CHECK(fd.error().message ==
          "opening \"" + path + "\": it is in \"" + folder.file("a/out") + "\", where only artifacts are");
    CHECK_FALSE(std::filesystem::exists(path));
  }
  CHECK(open_for_writing(folder.file("a/x"), in_use));
  CHECK(open_for_writing(folder.file("x"), in_use));
}

TEST_CASE("devices may be shared, and files that are not there are in nobody's use") {
  FilesInUse in_use;
  CHECK(Sink::open("/dev/null", in_use));
  CHECK(Sink::open("/dev/null", in_use));
  in_use.add(std::string("/nonexistent/x"), "an input");
  CHECK(in_use.check(STDIN_FILENO));
}

}  // namespace
}  // namespace trace
