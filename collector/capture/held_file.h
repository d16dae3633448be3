// SPDX-License-Identifier: Apache-2.0
// A file that is held open so that its content can be read, whatever has become of its name.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "common/artifact/manifest.h"
#include "common/base/unique_fd.h"

namespace trace {

// The device as the kernel has it inside: 12 bits of major, 20 of minor (linux/kdev_t.h).
constexpr std::uint32_t kernel_dev(std::uint32_t major, std::uint32_t minor) {
  return major << 20 | minor;
}

struct FileStatus {
  ManifestFile file;  // dev: as stat(2) says, which on overlay and btrfs is not that of the file system
  std::uint64_t size = 0;
  std::uint64_t blocks = 0;  // of 512 bytes, that it takes on disk
  bool is_regular = false;
  // stat(2) has another device than the kernel has, and perhaps another inode: overlayfs, btrfs.
  bool has_other_identity = false;
  // The content is the same as it was. Its ctime is not compared: unlink(2) changes it.
  bool same_content(const FileStatus& later) const {
    return file.mtime_ns == later.file.mtime_ns && size == later.size;
  }
};
std::optional<FileStatus> status_of(int fd);
// Whether it is the file of that generation, of those that have had its inode number. True where the file system does not tell.
bool is_of_generation(int fd, std::uint32_t generation);
// Where it is, as this process would reach it; " (deleted)" is left out. Empty if that cannot be told.
std::string path_of(int fd);

struct HeldFile {
  UniqueFd fd;
  pid_t pid = 0;  // of the process that opened it, in our pid namespace; 0: it is in none that we see
  FileStatus status;
  std::string path;
  std::uint64_t time_ns = 0;  // when we got it, since the epoch
  // The file that this one has the content of, where it was put together here; its device and inode are told.
  std::optional<ManifestFile> original;
  std::uint64_t happened = 0;  // why: bits of fanotify(7)
  // We did that, which may be for others: whoever looks at a process in /proc while it ends closes its files.
  bool is_by_us = false;
};

// Now, since the epoch.
std::uint64_t wall_ns();

}  // namespace trace
