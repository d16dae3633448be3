// SPDX-License-Identifier: Apache-2.0
#include "common/base/guarded_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

std::string refusal(const std::string& path, MakeFolder make = MakeFolder::no) {
  const auto fd = open_guarded_folder(path, make);
  return fd ? std::string() : fd.error().message;
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("a folder is made for us alone, whatever the umask is", "[guarded_folder]") {
  const Folder folder;
  for (const mode_t mask : {0U, 022U, 0777U}) {
    const std::string path = folder.file("d" + std::to_string(mask));
    const mode_t before = ::umask(mask);
    CHECK(refusal(path, MakeFolder::it).empty());
    const mode_t after = ::umask(before);
    CHECK(after == mask);
    CHECK(mode_of(path) == 0700);
  }
}

TEST_CASE("a folder is made only if that is asked for, and so are those above", "[guarded_folder]") {
  const Folder folder;
  CHECK(refusal(folder.file("a")) == "No such file or directory");
  CHECK(refusal(folder.file("a/b"), MakeFolder::it) == "there is no folder \"" + folder.file("a") + "\"");
  CHECK(refusal(folder.file("a/b/c"), MakeFolder::it_and_those_above).empty());
  CHECK(mode_of(folder.file("a/b/c")) == 0700);
}

TEST_CASE("a folder that is a link, another user's, or that others may write in is refused", "[guarded_folder]") {
  const Folder folder;
  std::filesystem::create_directory(folder.file("a"));
  REQUIRE(::chmod(folder.file("a").c_str(), 0755) == 0);
  CHECK(refusal(folder.file("a")).empty());
  std::filesystem::create_symlink("a", folder.file("link"));
  for (const char* const name : {"link", "link/", "link//"}) CHECK(refusal(folder.file(name)) == "it is a link");
  CHECK(refusal(folder.with("f", "x"), MakeFolder::it) == "Not a directory");
  for (const mode_t mode : {0770U, 0707U, 01777U}) {
    REQUIRE(::chmod(folder.file("a").c_str(), mode) == 0);
    CHECK(refusal(folder.file("a"), MakeFolder::it) == "others may write there");
  }
  if (::geteuid() != 0) {
    WARN("skipped: needs root");
    return;
  }
  REQUIRE(::chmod(folder.file("a").c_str(), 0700) == 0);
  REQUIRE(::chown(folder.file("a").c_str(), 65534, 65534) == 0);
  CHECK(refusal(folder.file("a")) == "it belongs to another user (65534)");
}

}  // namespace trace
