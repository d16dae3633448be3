// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/mounts.h"

#include <fcntl.h>
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

constexpr std::size_t kMountsMax = 16 << 20;  // bytes of a mountinfo

constexpr auto kLocal = std::to_array<std::string_view>({"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "bcachefs",
                                                         "zfs", "tmpfs", "devtmpfs", "ramfs", "rootfs", "overlay",
                                                         "squashfs", "erofs", "iso9660", "udf", "vfat", "exfat"});

// A number of decimal digits and nothing else.
template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

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
  const std::size_t colon = words[2].find(':');
  if (colon == std::string_view::npos || !read_number(words[0], mount.id) ||
      !read_number(words[2].substr(0, colon), mount.major) || !read_number(words[2].substr(colon + 1), mount.minor)) {
    return std::nullopt;
  }
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
  return std::find(kLocal.begin(), kLocal.end(), mount.type) != kLocal.end();
}

std::optional<bool> is_on_local_mount(pid_t pid, std::uint32_t dev) {
  const std::vector<Mount> mounts = mounts_of(std::to_string(pid));
  if (mounts.empty()) return std::nullopt;
  for (const Mount& mount : mounts) {
    if (kernel_dev(mount.major, mount.minor) == dev) return is_local(mount);
  }
  return false;
}

std::optional<std::uint64_t> mount_id_of(int fd) {
  constexpr std::string_view kName = "mnt_id:\t";
  const std::string info = content_of("/proc/self/fdinfo/" + std::to_string(fd));
  std::optional<std::uint64_t> id;
  for_each_part(info, '\n', [&](std::string_view line) {
    std::uint64_t number = 0;
    if (line.starts_with(kName) && read_number(line.substr(kName.size()), number)) id = number;
  });
  return id;
}

}  // namespace trace
