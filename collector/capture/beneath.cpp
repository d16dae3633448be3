// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/beneath.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace trace {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kFolderMode = 0700;

}  // namespace

UniqueFd open_beneath(int folder, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.mode = (flags & O_CREAT) != 0 ? kFileMode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
  return UniqueFd(static_cast<int>(::syscall(SYS_openat2, folder, path, &how, sizeof(how))));
}

bool make_folder_beneath(int folder, const char* path) {
  return ::mkdirat(folder, path, kFolderMode) == 0 || errno == EEXIST;
}

std::optional<std::vector<Entry>> entries_of(int root, const std::string& path) {
  const UniqueFd folder = open_beneath(root, path.c_str(), O_RDONLY | O_DIRECTORY);
  if (!folder) return std::nullopt;
  std::vector<Entry> found;
  alignas(dirent64) std::array<char, 32768> buffer;
  while (true) {
    const long size = ::syscall(SYS_getdents64, folder.get(), buffer.data(), buffer.size());
    if (size < 0) return std::nullopt;
    if (size == 0) return found;
    for (long at = 0; at < size;) {
      const auto* const entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += entry->d_reclen;
      Entry one{entry->d_name, {}};
      if (one.name == "." || one.name == "..") continue;
      const int there = ::statx(folder.get(), entry->d_name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &one.status);
      if (there == 0) found.push_back(std::move(one));
    }
  }
}

void remove_beneath(int root, const std::string& path) {
  const auto entries = entries_of(root, path);
  if (!entries) return;
  for (const Entry& entry : *entries) {
    const std::string inner = path + "/" + entry.name;
    if (S_ISDIR(entry.status.stx_mode)) {
      remove_beneath(root, inner);
    } else {
      ::unlinkat(root, inner.c_str(), 0);
    }
  }
  ::unlinkat(root, path.c_str(), AT_REMOVEDIR);
}

}  // namespace trace
