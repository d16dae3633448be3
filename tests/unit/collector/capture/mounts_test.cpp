// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/mounts.h"

#include <linux/magic.h>

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("mounts are read as proc(5) writes them") {
  const auto mounts = parse_mounts(
      "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"
      "37 35 0:44 / /a\\040b\\134 rw shared:5 propagate_from:2 - tmpfs tmpfs rw\n"
      "38 35 0:45 / /plain rw - fuse.sshfs x rw\n");
  REQUIRE(mounts.size() == 3);
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
  CHECK(is_local({"/", 0, 0, "overlay"}));
  CHECK(is_local({"/", 0, 0, "ext4"}));
  for (const char* const type : {"fuse", "fuse.sshfs", "nfs4", "cifs", "9p", "proc", "cgroup2", "autofs", ""}) {
    CHECK_FALSE(is_local({"/", 0, 0, type}));
  }
  CHECK(is_local_magic(TMPFS_MAGIC));
  CHECK_FALSE(is_local_magic(FUSE_SUPER_MAGIC));
  CHECK_FALSE(is_local_magic(NFS_SUPER_MAGIC));
}

}  // namespace
}  // namespace trace
