// SPDX-License-Identifier: Apache-2.0
#include "common/base/trusted_path.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstring>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

constexpr uid_t kNobody = 65534;

// What the path leads to; else why it leads nowhere.
std::string lead(const std::string& path, LastLink last = LastLink::followed,
                 FoldersAbove folders = FoldersAbove::are_there) {
  const auto place = end_of_path(path, last, folders);
  if (!place) return place.error().message;
  const auto folder = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(place->folder.get()));
  return (folder / place->name).string() + (place->is_magic ? " (magic)" : "");
}

// a/b are folders, a/b/f a file, link leads to a/b, a/up to ../a/b/f, root to the folder by its whole path.
struct Tree : Folder {
  Tree() {
    std::filesystem::create_directories(file("a/b"));
    with("a/b/f", "x");
    link("a/b", "link");
    link("../a/b/f", "a/up");
    link(path(), "root");
  }
  void link(const std::string& target, const std::string& name) const {
    REQUIRE(::symlink(target.c_str(), file(name).c_str()) == 0);
  }
};

bool is_root() {
  if (::geteuid() != 0) WARN("skipped: needs root");
  return ::geteuid() == 0;
}

}  // namespace

TEST_CASE("a path leads where the kernel leads it", "[trusted_path]") {
  const Tree tree;
  for (const char* const name : {"a/b/f", "link/f", "a/up", "root/a/b/f", "root/link/f", "./a/../a//b/./f",
                                 "link/../b/f", "root/root/root/link/f"}) {
    INFO(name);
    CHECK(lead(tree.file(name)) == tree.file("a/b/f"));
    CHECK(std::filesystem::canonical(tree.file(name)) == tree.file("a/b/f"));
  }
  CHECK(lead(tree.file("a/b/new")) == tree.file("a/b/new"));
  CHECK(lead("/") == "/.");
  CHECK(lead(tree.file("link/")) == tree.file("a/b/."));
  CHECK(lead(tree.file("a/b/..")) == tree.file("a/."));
  CHECK(lead("x") == (std::filesystem::current_path() / "x").string());
}

TEST_CASE("a link at the end of a path can be left", "[trusted_path]") {
  const Tree tree;
  CHECK(lead(tree.file("root/link"), LastLink::left) == tree.file("link"));
}

TEST_CASE("what is not there, and what is no folder, is named", "[trusted_path]") {
  const Tree tree;
  CHECK(lead(tree.file("no/such/x")) == "there is no folder \"" + tree.file("no/such") + "\"");
  CHECK(lead("no/such/x") == "there is no folder \"no/such\"");
  CHECK(lead(tree.file("a/b/f/x")) == std::strerror(ENOTDIR));
  CHECK(lead("") == std::strerror(ENOENT));
  tree.link("two", "one");
  tree.link("one", "two");
  CHECK(lead(tree.file("one")) == std::strerror(ELOOP));
  CHECK(lead(tree.file("one/x")) == std::strerror(ELOOP));
}

TEST_CASE("a link of another user is not followed, wherever in the path", "[trusted_path]") {
  if (!is_root()) return;
  const Tree tree;
  REQUIRE(::lchown(tree.file("link").c_str(), kNobody, kNobody) == 0);
  const std::string why = "is a link of another user (65534)";
  CHECK(lead(tree.file("link")) == "it " + why);
  CHECK(lead(tree.file("link/f")) == "\"" + tree.file("link") + "\" " + why);
  CHECK(lead(tree.file("link/")) == "\"" + tree.file("link") + "\" " + why);
  CHECK(lead(tree.file("root/link/f")) == "\"" + tree.file("link") + "\" " + why);
  CHECK(lead(tree.file("link/f"), LastLink::left) == "\"" + tree.file("link") + "\" " + why);
  CHECK(lead(tree.file("link/new/x"), LastLink::left, FoldersAbove::are_made) ==
        "\"" + tree.file("link") + "\" " + why);
  CHECK_FALSE(std::filesystem::exists(tree.file("a/b/new")));
}

TEST_CASE("a link where others may put another one is not followed, unless the folder is sticky", "[trusted_path]") {
  const Tree tree;
  const std::string why = " is a link in a folder that others may write to";
  for (const mode_t mode : {0777U, 0770U, 0757U}) {
    REQUIRE(::chmod(tree.path().c_str(), mode) == 0);
    CHECK(lead(tree.file("link")) == "it" + why);
    CHECK(lead(tree.file("link/f")) == "\"" + tree.file("link") + "\"" + why);
    CHECK(lead(tree.file("a/b/f")) == tree.file("a/b/f"));
  }
  REQUIRE(::chmod(tree.path().c_str(), 01777) == 0);
  CHECK(lead(tree.file("link/f")) == tree.file("a/b/f"));
  if (!is_root()) return;
  REQUIRE(::chown(tree.path().c_str(), kNobody, kNobody) == 0);
  CHECK(lead(tree.file("link/f")) == "\"" + tree.file("link") + "\"" + why);
}

TEST_CASE("links of /proc are left to the kernel", "[trusted_path]") {
  const Tree tree;
  const UniqueFd fd(::open(tree.file("a").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::string path = "/proc/self/fd/" + std::to_string(fd.get());
  CHECK(lead(path).ends_with("/fd/" + std::to_string(fd.get()) + " (magic)"));
  CHECK(lead(path + "/b/f") == tree.file("a/b/f"));
}

TEST_CASE("folders above a path are made, and are nobody else's to write in, whatever the umask is", "[trusted_path]") {
  const Folder folder;
  for (const mode_t mask : {0U, 022U, 077U}) {
    const std::string name = "a" + std::to_string(mask);
    const mode_t before = ::umask(mask);
    CHECK(lead(folder.file(name + "/b/c"), LastLink::left, FoldersAbove::are_made) == folder.file(name + "/b/c"));
    ::umask(before);
    for (const std::string& one : {name, name + "/b"}) {
      struct stat status {};
      REQUIRE(::stat(folder.file(one).c_str(), &status) == 0);
      CHECK((status.st_mode & 07777) == (0755U & ~mask));
    }
    CHECK_FALSE(std::filesystem::exists(folder.file(name + "/b/c")));
  }
}

}  // namespace trace
