// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/host_namespace.h"

#include <sys/stat.h>

namespace trace {
namespace {

constexpr ino_t kInitialPidNamespace = 0xEFFFFFFC;  // include/linux/proc_ns.h: PROC_PID_INIT_INO

ino_t inode_of(const char* path) {
  struct stat found {};
  return ::stat(path, &found) == 0 ? found.st_ino : 0;
}

}  // namespace

std::uint64_t host_mount_namespace() {
  // In the /proc of a container process 1 is the container's.
  if (inode_of("/proc/1/ns/pid") != kInitialPidNamespace) return 0;
  return inode_of("/proc/1/ns/mnt");
}

std::uint64_t own_mount_namespace() {
  return inode_of("/proc/self/ns/mnt");
}

}  // namespace trace
