// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/mounts.h"

#include <fcntl.h>

#include <algorithm>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"

namespace trace {
namespace {

TEST_CASE("mounts are read as proc(5) writes them") {
  const auto mounts = parse_mounts(
      "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"
      "37 35 0:44 / /a\\040b\\134 rw shared:5 propagate_from:2 - tmpfs tmpfs rw\n"
      "38 35 0:45 / /plain rw - fuse.sshfs x rw\n");
  REQUIRE(mounts.size() == 3);
  CHECK(mounts[0].id == 36);
  CHECK(mounts[0].point == "/mnt2");
  CHECK(mounts[0].major == 98);
  CHECK(mounts[0].minor == 0);
  CHECK(mounts[0].type == "ext3");
  CHECK(mounts[1].point == "/a b\\");
  CHECK(mounts[2].type == "fuse.sshfs");
}

TEST_CASE("lines that are no mounts are left out") {
  CHECK(parse_mounts("").empty());
  CHECK(parse_mounts("36 35 98:0 /mnt1 /mnt2 rw,noatime\n36 35 98 / / rw - ext4 x rw\n\n36 35 a:b / / rw - ext4 x rw")
            .empty());
  CHECK(parse_mounts("36 35 1:2 / / rw x -").empty());
}

TEST_CASE("only file systems of this machine are looked at") {
  CHECK(is_local({1, "/", 0, 0, "overlay"}));
  CHECK(is_local({1, "/", 0, 0, "ext4"}));
  for (const char* const type : {"fuse", "fuse.sshfs", "nfs4", "cifs", "9p", "proc", "cgroup2", "autofs", ""}) {
    CHECK_FALSE(is_local({1, "/", 0, 0, type}));
  }
}

TEST_CASE("a descriptor tells its mount, which is in the list") {
  const UniqueFd fd(::open("/proc/self", O_PATH | O_CLOEXEC));
  const auto id = mount_id_of(fd.get());
  REQUIRE(id);
  const auto mounts = mounts_of("self");
  const auto mount = std::find_if(mounts.begin(), mounts.end(), [&](const Mount& known) { return known.id == *id; });
  REQUIRE(mount != mounts.end());
  CHECK(mount->type == "proc");
  CHECK_FALSE(mount_id_of(-1));
}

}  // namespace
}  // namespace trace
