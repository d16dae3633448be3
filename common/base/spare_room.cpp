// SPDX-License-Identifier: Apache-2.0
#include "common/base/spare_room.h"

#include <sys/statvfs.h>

#include <algorithm>

namespace trace {

bool has_spare_room(int fd, std::uint64_t bytes, FreeRoom kept_free) {
  struct statvfs disk {};
  if (::fstatvfs(fd, &disk) != 0) return true;
  const std::uint64_t free = disk.f_bavail * disk.f_frsize;
  const std::uint64_t least =
      std::max<std::uint64_t>(kept_free.bytes, disk.f_blocks * disk.f_frsize / 100 * kept_free.percent);
  return free >= least && free - least >= bytes;
}

}  // namespace trace
