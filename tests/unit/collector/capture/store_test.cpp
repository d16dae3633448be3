// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/store.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <filesystem>

#include <catch2/catch.hpp>

#include "common/artifact/sha256.h"
#include "tests/support/artifact_store.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

namespace fs = std::filesystem;

// A folder that nobody was in yet, and limits that no disk is too full for.
struct Place {
  Place() {
    limits.kept_free.bytes = 0;
    limits.kept_free.percent = 0;
  }
  ArtifactStore open(bool clear = false) {
    auto store = open_store(path(), limits, clear);
    if (!store) FAIL(store.error().message);
    return *std::move(store);
  }
  std::string refusal() {
    const auto store = open_store(path(), limits);
    return store ? "" : store.error().message;
  }
  std::string path() const { return folder.file("artifacts"); }
  std::string in(const std::string& name) const { return path() + "/" + name; }
  std::string manifest() const { return content_of(in("manifest.ndjson")); }

  Folder folder;
  CaptureLimits limits;
};

ArtifactStore::Kept keep(ArtifactStore& store, const std::string& path, std::uint64_t process = 1) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY));
  REQUIRE(fd);
  return store.keep(fd.get(), *status_of(fd.get()), process, wall_ns());
}

TEST_CASE("a content is kept once, under its hash") {
  Place place;
  ArtifactStore store = place.open();
  const auto one = keep(store, place.folder.with("a", "content"));
  CHECK(one.result == "captured");
  CHECK(one.sha256 == sha256_of("content"));
  CHECK(one.object == "objects/" + one.sha256.substr(0, 2) + "/" + one.sha256);
  CHECK(one.size == 7);
  CHECK_FALSE(one.truncated);
  CHECK_FALSE(one.changed);
  CHECK(content_of(place.in(one.object)) == "content");
  const auto two = keep(store, place.folder.with("b", "content"));
  CHECK(two.result == "duplicate");
  CHECK(two.object == one.object);
  struct stat status {};
  REQUIRE(::stat(place.in(one.object).c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  REQUIRE(::stat(place.path().c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0700);
}

TEST_CASE("a large file is copied in pieces, each of which is told") {
  Place place;
  ArtifactStore store = place.open();
  int pieces = 0;
  store.on_piece([&] { ++pieces; });
  CHECK(keep(store, place.folder.with("large", std::string(1 << 20, 'x'))).result == "captured");
  CHECK(pieces >= 16);
}

TEST_CASE("a file that has not changed is not read again") {
  Place place;
  ArtifactStore store = place.open();
  const std::string path = place.folder.with("a", "content");
  CHECK_FALSE(keep(store, path).is_settled);  // it was written just now: within a tick it could be again
  CHECK_FALSE(keep(store, path).is_known);
  // This program was built a while ago. In memory, and in an overlay, a mapping changes a file and not its times.
  const std::string old = "/proc/self/exe";
  struct statfs place_of_it {};
  REQUIRE(::statfs(old.c_str(), &place_of_it) == 0);
  const bool is_on_disk = place_of_it.f_type != TMPFS_MAGIC && place_of_it.f_type != RAMFS_MAGIC &&
                          place_of_it.f_type != OVERLAYFS_SUPER_MAGIC;
  CHECK(keep(store, old).is_settled == is_on_disk);
  if (!is_on_disk) {
    CHECK_FALSE(keep(store, old).is_known);
    return;
  }
  const auto again = keep(store, old);
  CHECK(again.is_known);
  CHECK(again.result == "duplicate");
  const UniqueFd fd(::open(old.c_str(), O_RDONLY));
  const FileStatus status = *status_of(fd.get());
  const auto known = store.find_known(status.file.dev, status.file.inode, status.file.ctime_ns);
  REQUIRE(known);
  CHECK(known->sha256 == again.sha256);
  CHECK_FALSE(store.find_known(status.file.dev, status.file.inode, status.file.ctime_ns + 1));
  CHECK_FALSE(store.keep(fd.get(), status, 1, 0).is_known);  // it may have been changed by a mapping
  std::ofstream(path, std::ios::app) << "!";
  CHECK(keep(store, path).sha256 == sha256_of("content!"));
}

TEST_CASE("a file with holes is the same file, and takes as little room") {
  Place place;
  ArtifactStore store = place.open();
  const std::string path = place.folder.with("sparse", "begin");
  fs::resize_file(path, 8 << 20);
  const auto kept = keep(store, path);
  CHECK(kept.size == 8 << 20);
  CHECK(content_of(place.in(kept.object)) == content_of(path));
  struct stat status {};
  REQUIRE(::stat(place.in(kept.object).c_str(), &status) == 0);
  CHECK(status.st_blocks * 512 < 1 << 20);
}

TEST_CASE("limits: of a file, of a process, of all") {
  Place place;
  place.limits.file_bytes = 4;
  place.limits.process_files = 2;
  place.limits.total_files = 3;
  ArtifactStore store = place.open();
  const auto cut = keep(store, place.folder.with("a", "12345"));
  CHECK(cut.result == "captured");
  CHECK(cut.truncated);
  CHECK(content_of(place.in(cut.object)) == "1234");
  CHECK(keep(store, place.folder.with("b", "b")).result == "captured");
  const auto third = keep(store, place.folder.with("c", "c"));
  CHECK(third.result == "limited");
  CHECK(third.reason == "files of one process");
  CHECK(keep(store, place.folder.with("d", "d"), 2).result == "captured");
  CHECK(keep(store, place.folder.with("e", "e"), 2).reason == "files of all");
}

TEST_CASE("limits: the disk keeps room, and what was there counts") {
  Place place;
  {
    ArtifactStore store = place.open();
    CHECK(keep(store, place.folder.with("a", "12345")).result == "captured");
  }
  place.limits.total_bytes = 6;
  {
    ArtifactStore store = place.open();
    CHECK(keep(store, place.folder.with("b", "67")).reason == "bytes of all");
  }
  place.limits = CaptureLimits();
  place.limits.kept_free.bytes = ~std::uint64_t{0} / 2;
  ArtifactStore store = place.open();
  CHECK(keep(store, place.folder.with("c", "67")).reason == "room that the disk keeps free");
}

// Keeps a file and links to it.
std::string keep_and_link(ArtifactStore& store, const std::string& path) {
  const auto kept = keep(store, path);
  if (!kept.object.empty()) store.link(kept, "", "exec", 7, path);
  return kept.object;
}

TEST_CASE("when the folder is full, what was used longest ago makes room, if that is asked for") {
  Place place;
  place.limits.total_bytes = 35;
  place.limits.oldest_go = true;
  std::string first, second;
  {
    ArtifactStore store = place.open();
    first = keep_and_link(store, place.folder.with("first", "0123456789"));
    second = keep_and_link(store, place.folder.with("second", "second 10b"));
    CHECK(keep(store, place.folder.with("again", "0123456789")).result == "duplicate");
    CHECK(keep(store, place.folder.with("longer", std::string(36, 'x'))).reason == "bytes of all");
    CHECK(keep(store, place.folder.with("third", "third  10b")).result == "captured");
    CHECK(std::filesystem::exists(place.in(second)));
    CHECK(keep(store, place.folder.with("fourth", "fourth 10b")).result == "captured");
    CHECK_FALSE(std::filesystem::exists(place.in(second)));
    CHECK_FALSE(std::filesystem::exists(place.in("out/host/exec.7.second")));
    CHECK(std::filesystem::exists(place.in(first)));
    CHECK(place.manifest().find("\"result\":\"removed\",\"reason\":\"the oldest make room\",\"object\":\"" + second) !=
          std::string::npos);
    CHECK(keep(store, place.folder.with("second", "second 10b")).result == "captured");  // and is not known any more
  }
  ArtifactStore next = place.open();  // which knows what is there
  CHECK(keep(next, place.folder.with("next", std::string(30, 'n'))).result == "captured");
  CHECK_FALSE(std::filesystem::exists(place.in(second)));
}

TEST_CASE("a disk that others have filled removes nothing") {
  Place place;
  place.limits.oldest_go = true;
  const auto kept = [&] {
    ArtifactStore store = place.open();
    return keep(store, place.folder.with("first", "0123456789"));
  }();
  place.limits.kept_free.percent = 101;
  ArtifactStore store = place.open();
  CHECK(keep(store, place.folder.with("second", "another one")).reason == "room that the disk keeps free");
  CHECK(std::filesystem::exists(place.in(kept.object)));
}

TEST_CASE("files make room for files") {
  Place place;
  place.limits.total_files = 2;
  place.limits.oldest_go = true;
  ArtifactStore store = place.open();
  for (int i = 0; i < 10; ++i) {
    CHECK(keep(store, place.folder.with("f", "content " + std::to_string(i))).result == "captured");
  }
}

TEST_CASE("a link tells when and what, once for each content and name") {
  Place place;
  ArtifactStore store = place.open();
  const auto kept = keep(store, place.folder.with("a", "content"));
  CHECK(store.link(kept, "", "exec", 5, "/bin/../x\n") == "out/host/exec.5.x%0a");
  CHECK(store.link(kept, "", "exec", 6, "/other/x\n").empty());
  CHECK(store.link(kept, "../c", "exec", 7, "/..") == "out/%2e.%2fc/exec.7.%2e.");
  CHECK(content_of(place.in("out/host/exec.5.x%0a")) == "content");
  CHECK(fs::hard_link_count(place.in(kept.object)) == 3);
}

TEST_CASE("the sums are those of sha256sum") {
  Place place;
  ArtifactStore store = place.open();
  keep(store, place.folder.with("a", "content"));
  REQUIRE(store.finish());
  CHECK(content_of(place.in("SHA256SUMS")).ends_with(sha256_of(place.manifest()) + "  manifest.ndjson\n"));
  REQUIRE(std::system(("cd " + place.path() + " && sha256sum --check --status SHA256SUMS").c_str()) == 0);
  std::ofstream(place.in("objects/ed/" + sha256_of("content")), std::ios::app) << "x";
  CHECK(std::system(("cd " + place.path() + " && sha256sum --check --status SHA256SUMS 2>/dev/null").c_str()) != 0);
}

TEST_CASE("what a killed run left is named") {
  Place place;
  { ArtifactStore store = place.open(); }
  std::ofstream(place.in("tmp/0")) << "half";
  ArtifactStore store = place.open();
  CHECK(place.manifest().find("\"result\":\"partial\"") != std::string::npos);
  CHECK(content_of(place.in("partial/2.0")) == "half");
  CHECK(fs::is_empty(place.in("tmp")));
}

TEST_CASE("a folder is emptied only if that is asked for, and of what was made there") {
  Place place;
  {
    ArtifactStore store = place.open();
    keep(store, place.folder.with("a", "content"));
  }
  std::ofstream(place.in("mine")) << "mine";
  { ArtifactStore store = place.open(); }
  CHECK_FALSE(fs::is_empty(place.in("objects")));
  ArtifactStore store = place.open(true);
  CHECK(fs::is_empty(place.in("objects")));
  CHECK(content_of(place.in("mine")) == "mine");
  CHECK(place.manifest().starts_with("{\"n\":1,"));
}

TEST_CASE("folders that are not ours are refused") {
  Place place;
  SECTION("one that has something else in it") {
    fs::create_directory(place.path());
    std::ofstream(place.in("x")) << "x";
    CHECK(place.refusal().find("it is not empty, and no folder of artifacts") != std::string::npos);
    CHECK(content_of(place.in("x")) == "x");
  }
  SECTION("a link") {
    fs::create_directory(place.folder.file("elsewhere"));
    fs::create_directory_symlink(place.folder.file("elsewhere"), place.path());
    CHECK_FALSE(place.refusal().empty());
    CHECK(fs::is_empty(place.folder.file("elsewhere")));
  }
  SECTION("one where others may write") {
    fs::create_directory(place.path());
    fs::permissions(place.path(), fs::perms::all);
    CHECK(place.refusal().find("others may write there") != std::string::npos);
  }
  SECTION("one that is in use") {
    const ArtifactStore first = place.open();
    CHECK(place.refusal().find("another program is writing there") != std::string::npos);
  }
  SECTION("a file") {
    std::ofstream(place.path()) << "x";
    CHECK_FALSE(place.refusal().empty());
  }
}

TEST_CASE("links that somebody put into the folder lead nowhere") {
  Place place;
  ArtifactStore store = place.open();
  const std::string outside = place.folder.file("outside");
  fs::create_directory(outside);
  fs::remove(place.in("tmp"));
  fs::create_directory_symlink(outside, place.in("tmp"));
  const auto kept = keep(store, place.folder.with("a", "content"));
  CHECK(kept.result == "missed");
  CHECK(fs::is_empty(outside));
}

}  // namespace
}  // namespace trace
