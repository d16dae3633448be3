// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/given_files.h"

#include <algorithm>
#include <utility>

namespace trace {

bool is_file_of(const wire_file_key& key, std::string_view path, const HeldFile& file) {
  if (key.inode != file.status.file.inode) return false;
  // The device of stat(2) may be another than the kernel's, as on overlayfs and btrfs.
  if (key.dev != file.status.file.dev) return path == file.path;
  return is_of_generation(file.fd.get(), key.generation);
}

std::optional<GivenFile> GivenFiles::add(GivenFile given) {
  std::optional<GivenFile> pushed_out;
  if (by_inode_.size() >= kMax) pushed_out = std::move(by_inode_.extract(by_inode_.begin()).mapped());
  const std::uint64_t inode = given.record.file.inode;
  by_inode_.emplace(inode, std::move(given));
  return pushed_out;
}

std::optional<GivenFile> GivenFiles::take(const HeldFile& closed) {
  const auto [first, last] = by_inode_.equal_range(closed.status.file.inode);
  const auto found = std::find_if(
      first, last, [&](const auto& entry) { return is_file_of(entry.second.record.file, entry.second.path, closed); });
  if (found == last) return std::nullopt;
  return std::move(by_inode_.extract(found).mapped());
}

std::vector<GivenFile> GivenFiles::take_all() {
  std::vector<GivenFile> all;
  all.reserve(by_inode_.size());
  for (auto& [inode, given] : by_inode_) all.push_back(std::move(given));
  by_inode_.clear();
  return all;
}

}  // namespace trace
