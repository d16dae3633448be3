// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/mounts.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "collector/capture/held_file.h"
#include "common/base/text.h"
#include "common/base/unique_fd.h"

namespace trace {
namespace {

struct LocalType {
  std::string_view name;
  std::uint64_t magic;  // of linux/magic.h, or of the file system's own source where that has none
};

constexpr std::size_t kMountsMax = 16 << 20;  // bytes of a mountinfo

constexpr auto kLocal = std::to_array<LocalType>({
    {"ext2", EXT4_SUPER_MAGIC},         {"ext3", EXT4_SUPER_MAGIC},   {"ext4", EXT4_SUPER_MAGIC},
    {"xfs", XFS_SUPER_MAGIC},           {"btrfs", BTRFS_SUPER_MAGIC}, {"f2fs", F2FS_SUPER_MAGIC},
    {"bcachefs", 0xca451a4e},           {"zfs", 0x2fc12fc1},          {"tmpfs", TMPFS_MAGIC},
    {"devtmpfs", TMPFS_MAGIC},          {"ramfs", RAMFS_MAGIC},       {"rootfs", RAMFS_MAGIC},
    {"overlay", OVERLAYFS_SUPER_MAGIC}, {"squashfs", SQUASHFS_MAGIC}, {"erofs", EROFS_SUPER_MAGIC_V1},
    {"iso9660", ISOFS_SUPER_MAGIC},     {"udf", UDF_SUPER_MAGIC},     {"vfat", MSDOS_SUPER_MAGIC},
    {"exfat", EXFAT_SUPER_MAGIC},
});

std::string content_of(const std::string& path) {
  std::string content;
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return content;
  std::array<char, 1 << 16> buffer{};
  ssize_t size = 0;
  while ((size = ::read(fd.get(), buffer.data(), buffer.size())) > 0 && content.size() < kMountsMax) {
    content.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return content;
}

// Blanks, tabs, line ends and backslashes are written as \ooo.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '\\' && i + 3 < text.size() && std::from_chars(digits, digits + 3, code, 8).ptr == digits + 3) {
      out += static_cast<char>(code);
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

// 36 35 98:0 /root /mnt rw,noatime master:1 - ext4 /dev/root rw
std::optional<Mount> parse_mount(std::string_view line) {
  const std::vector<std::string_view> words = parts_of(line, ' ');
  const auto dash = std::find(words.begin(), words.end(), "-");
  if (words.size() < 7 || dash == words.end() || dash + 1 == words.end()) return std::nullopt;
  Mount mount;
  const char* const end = words[2].data() + words[2].size();
  const auto major = std::from_chars(words[2].data(), end, mount.major);
  if (major.ec != std::errc() || major.ptr == end || *major.ptr != ':') return std::nullopt;
  if (std::from_chars(major.ptr + 1, end, mount.minor).ptr != end) return std::nullopt;
  mount.point = unescaped(words[4]);
  mount.type = std::string(*(dash + 1));
  return mount;
}

}  // namespace

std::vector<Mount> parse_mounts(std::string_view mountinfo) {
  std::vector<Mount> mounts;
  for_each_part(mountinfo, '\n', [&](std::string_view line) {
    if (auto mount = parse_mount(line)) mounts.push_back(*std::move(mount));
  });
  return mounts;
}

std::vector<Mount> mounts_of(const std::string& process) {
  return parse_mounts(content_of("/proc/" + process + "/mountinfo"));
}

bool is_local(const Mount& mount) {
  return std::any_of(kLocal.begin(), kLocal.end(), [&](const LocalType& type) { return type.name == mount.type; });
}

std::optional<bool> is_on_local_mount(pid_t pid, std::uint32_t dev) {
  const std::vector<Mount> mounts = mounts_of(std::to_string(pid));
  if (mounts.empty()) return std::nullopt;
  for (const Mount& mount : mounts) {
    if (kernel_dev(mount.major, mount.minor) == dev) return is_local(mount);
  }
  return false;
}

bool is_local_magic(std::uint64_t f_type) {
  return std::any_of(kLocal.begin(), kLocal.end(), [&](const LocalType& type) { return type.magic == f_type; });
}

}  // namespace trace
