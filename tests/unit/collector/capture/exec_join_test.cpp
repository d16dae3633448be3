// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/exec_join.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

HeldFile opened(pid_t pid, std::uint64_t inode, const std::string& path, std::uint64_t time_ns = 1) {
  HeldFile file;
  file.pid = pid;
  file.status.file.inode = inode;
  file.status.file.mtime_ns = inode;  // no two files are alike
  file.status.size = 10;
  file.path = path;
  file.time_ns = time_ns;
  return file;
}

std::vector<std::string> paths_of(const std::vector<HeldFile>& files) {
  std::vector<std::string> paths;
  for (const HeldFile& file : files) paths.push_back(file.path);
  return paths;
}

using Paths = std::vector<std::string>;

TEST_CASE("a program is found, and its loader is of no interest") {
  ExecJoin join;
  join.opened(opened(7, 1, "/bin/other"));
  join.opened(opened(8, 1, "/bin/ls"));
  join.opened(opened(8, 2, "/lib/ld.so"));
  const auto found = join.executed({8, 1, 0, 2, "/bin/ls", false});
  REQUIRE(found.program);
  CHECK(found.program->path == "/bin/ls");
  CHECK(found.scripts.empty());
  CHECK(found.attempts.empty());
  CHECK(paths_of(join.take_attempts(0, true)) == Paths{"/bin/other"});
}

TEST_CASE("what was opened before the program is its script, or an attempt") {
  for (const bool is_script : {true, false}) {
    ExecJoin join;
    join.opened(opened(8, 5, "/tmp/a"));
    join.opened(opened(8, 6, "/tmp/b"));
    join.opened(opened(8, 1, "/bin/sh"));
    const auto found = join.executed({8, 1, 0, 2, "/bin/sh", is_script});
    REQUIRE(found.program);
    CHECK(paths_of(found.scripts) == (is_script ? Paths{"/tmp/a", "/tmp/b"} : Paths{}));
    CHECK(paths_of(found.attempts) == (is_script ? Paths{} : Paths{"/tmp/a", "/tmp/b"}));
    CHECK(join.is_empty());
  }
}

TEST_CASE("programs that one process executes one after the other are told apart") {
  ExecJoin join;
  for (const std::uint64_t inode : {1U, 2U, 3U, 2U}) join.opened(opened(8, inode, "/" + std::to_string(inode)));
  auto found = join.executed({8, 1, 0, 2, "/1", false});
  REQUIRE(found.program);
  CHECK(found.program->path == "/1");
  found = join.executed({8, 3, 0, 2, "/3", false});
  REQUIRE(found.program);
  CHECK(found.program->path == "/3");
  CHECK(found.attempts.empty());
  CHECK(join.is_empty());
}

HeldFile on_overlay(HeldFile file) {
  file.status.has_other_identity = true;
  return file;
}

TEST_CASE("a file of another file system, or of the same name, is not the program") {
  ExecJoin join;
  HeldFile other = opened(8, 1, "/other/x");
  other.status.file.dev = 7;
  join.opened(std::move(other));
  join.opened(opened(8, 5, "/tmp/memfd:payload"));
  CHECK_FALSE(join.executed({8, 1, 6, 0, "/some/x", false}).program);
  CHECK_FALSE(join.executed({8, 50, 6, 0, "memfd:payload", false}).program);
  CHECK(join.executed({8, 1, 7, 0, "/other/x", false}).program);
}

TEST_CASE("where the kernel has another inode the name tells") {
  ExecJoin join;
  join.opened(on_overlay(opened(8, 1, "/overlay/upper/x")));
  const auto found = join.executed({8, 99, 0, 0, "/x", false});
  REQUIRE(found.program);
  CHECK(join.is_empty());
}

TEST_CASE("a file of overlayfs and that of the layer below it are one") {
  ExecJoin join;
  HeldFile below = opened(8, 70, "/lower/x");
  below.status.file.mtime_ns = 1;
  join.opened(std::move(below));
  join.opened(on_overlay(opened(8, 1, "/merged/x")));
  HeldFile above = opened(8, 71, "/lower/x");
  above.status.file.mtime_ns = 1;
  join.opened(std::move(above));
  const auto found = join.executed({8, 1, 0, 0, "/x", false});
  REQUIRE(found.program);
  CHECK(found.attempts.empty());
  CHECK(join.is_empty());
}

TEST_CASE("files that are alike are two, unless one is of overlayfs") {
  ExecJoin join;
  for (const std::uint64_t inode : {5U, 1U}) {
    HeldFile file = opened(8, inode, "/" + std::to_string(inode));
    file.status.file.mtime_ns = 1;
    join.opened(std::move(file));
  }
  const auto found = join.executed({8, 1, 0, 0, "/1", true});
  REQUIRE(found.program);
  CHECK(paths_of(found.scripts) == Paths{"/5"});
}

TEST_CASE("a process that is not known here is told by its program") {
  ExecJoin join;
  join.opened(opened(0, 1, "/bin/ls"));
  CHECK(join.executed({0, 1, 0, 0, "/bin/ls", false}).program);
  join.opened(opened(8, 1, "/bin/ls"));
  CHECK_FALSE(join.executed({9, 1, 0, 0, "/bin/ls", false}).program);
}

TEST_CASE("of a program in no file system that is marked only the loader was opened") {
  ExecJoin join;
  join.opened(opened(8, 2, "/lib/ld.so"));
  CHECK_FALSE(join.executed({8, 50, 0, 2, "memfd:x", false}).program);
  CHECK(join.is_empty());
}

TEST_CASE("what belongs to nothing is let go of in time") {
  ExecJoin join;
  join.opened(opened(8, 1, "/a", 100));
  join.opened(opened(8, 2, "/b", 200));
  CHECK(join.take_attempts(100 + ExecJoin::kPatienceNs, false).empty());
  CHECK(paths_of(join.take_attempts(101 + ExecJoin::kPatienceNs, false)) == Paths{"/a"});
  CHECK_FALSE(join.is_empty());
}

TEST_CASE("no more files are held than there may be") {
  ExecJoin join(10);
  for (const pid_t pid : {8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8}) join.opened(opened(pid, 1, std::to_string(pid)));
  CHECK(paths_of(join.take_attempts(0, false)) == Paths{"8", "9", "8"});
  CHECK(join.take_pushed_out() == 3);
}

}  // namespace
}  // namespace trace
