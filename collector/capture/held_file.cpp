// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/held_file.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <ctime>
#include <string_view>

namespace trace {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

std::uint64_t ns_of(const statx_timestamp& time) {
  return time.tv_sec < 0 ? 0 : static_cast<std::uint64_t>(time.tv_sec) * kSecond + time.tv_nsec;
}

}  // namespace

// statx(2) and not fstat(3), which the sandbox does not let through.
std::optional<FileStatus> status_of(int fd) {
  struct statx status {};
  if (::statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status) != 0) return std::nullopt;
  FileStatus found;
  found.file = {kernel_dev(status.stx_dev_major, status.stx_dev_minor),
                status.stx_ino,
                status.stx_mode,
                status.stx_uid,
                status.stx_gid,
                ns_of(status.stx_mtime),
                ns_of(status.stx_ctime)};
  found.size = status.stx_size;
  found.blocks = status.stx_blocks;
  found.is_regular = S_ISREG(status.stx_mode);
  struct statfs system {};
  found.has_other_identity =
      ::fstatfs(fd, &system) == 0 && (system.f_type == OVERLAYFS_SUPER_MAGIC || system.f_type == BTRFS_SUPER_MAGIC);
  return found;
}

bool is_of_generation(int fd, std::uint32_t generation) {
  long told = 0;  // the kernel writes 4 bytes
  return ::ioctl(fd, FS_IOC_GETVERSION, &told) != 0 || static_cast<std::uint32_t>(told) == generation;
}

std::string path_of(int fd) {
  std::array<char, PATH_MAX> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
  if (size <= 0) return {};
  std::string_view found(path.data(), static_cast<std::size_t>(size));
  constexpr std::string_view kDeleted = " (deleted)";
  if (found.ends_with(kDeleted)) found.remove_suffix(kDeleted.size());
  return std::string(found);
}

std::uint64_t wall_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * kSecond + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace trace
