// SPDX-License-Identifier: Apache-2.0
// What other programs do to the files that are being written. Those are opened with O_APPEND, so one that was cut stays too short.
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <utility>

#include "collector/capture/safe_name.h"
#include "collector/capture/store.h"
#include "common/base/text.h"
#include "common/sink/damage.h"

namespace trace {
namespace {

bool is_same_file(const struct statx& one, const struct statx& other) {
  return one.stx_dev_major == other.stx_dev_major && one.stx_dev_minor == other.stx_dev_minor &&
         one.stx_ino == other.stx_ino;
}

}  // namespace

std::optional<std::string> ArtifactStore::damage_of(int fd, std::uint64_t due, const std::string& path) const {
  const std::string name = in_quotes(folder_ + "/" + path);
  struct statx open {};
  // Not by fstat(3), which the sandbox does not permit where it is newfstatat(2).
  if (::statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &open) != 0) return std::nullopt;
  if (auto damage = trace::damage_of(name, open.stx_nlink, open.stx_size, due)) return damage;
  struct statx named {};
  if (::statx(root_.get(), path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &named) != 0) {
    if (errno != ENOENT) return std::nullopt;
    return name + " was moved away while it was written";
  }
  if (is_same_file(open, named)) return std::nullopt;
  return name + " was replaced by another file while it was written";
}

bool ArtifactStore::is_whole(const Growing& growing) const {
  return !damage_of(growing.fd.get(), growing.size, growing.tmp);
}

void ArtifactStore::look_at_manifest() {
  if (is_manifest_damaged_) return;
  auto damage = damage_of(manifest_.fd(), manifest_.size(), kManifestName);
  if (!damage) return;
  is_manifest_damaged_ = true;
  damages_.push_back(*std::move(damage));
}

void ArtifactStore::look_at_folder() {
  struct statx open {
  }, named{};
  if (is_moved_ || ::statx(root_.get(), "", AT_EMPTY_PATH, STATX_BASIC_STATS, &open) != 0) return;
  const bool is_there = ::statx(AT_FDCWD, folder_.c_str(), 0, STATX_BASIC_STATS, &named) == 0;
  if (!is_there && errno != ENOENT && errno != ENOTDIR) return;
  if (is_there && is_same_file(open, named)) return;
  is_moved_ = true;
  damages_.push_back(in_quotes(folder_) + " was moved away" + (is_there ? ", and something else is there" : "") +
                     ": what is captured goes on in it, wherever it is now");
}

bool ArtifactStore::set_aside(const std::string& from, std::string reason) {
  const std::string to = "partial/" + std::to_string(manifest_.lines()) + "." + std::string(base_name(from));
  if (::renameat2(root_.get(), from.c_str(), root_.get(), to.c_str(), RENAME_NOREPLACE) != 0) return false;
  manifest_.own_line("partial", std::move(reason), to);
  return true;
}

std::vector<std::string> ArtifactStore::take_damages() {
  return std::exchange(damages_, {});
}

}  // namespace trace
