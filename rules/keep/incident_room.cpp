// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/incident_room.h"

#include <fcntl.h>

#include <filesystem>

#include "common/stream/recording_name.h"

namespace trace {

void IncidentRoom::count_earlier(const std::string& folder) {
  std::error_code error;
  using Iterator = std::filesystem::directory_iterator;
  for (Iterator incident(folder, error); !error && incident != Iterator(); incident.increment(error)) {
    if (!incident->is_directory(error) || incident->is_symlink(error)) continue;
    std::error_code its_error;
    for (Iterator file(incident->path(), its_error); !its_error && file != Iterator(); file.increment(its_error)) {
      struct stat status {};
      const std::string name = file->path().filename();
      if (name != kDetectionsName && ::lstat(file->path().c_str(), &status) == 0) count(name, status);
    }
  }
}

void IncidentRoom::seen(int folder, const std::string& name) {
  struct stat status {};
  if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) count(name, status);
}

void IncidentRoom::count(const std::string& name, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return;
  Kept& kept = kept_.try_emplace({status.st_dev, status.st_ino}, Kept{name, 0}).first->second;
  bytes_ += static_cast<std::uint64_t>(status.st_size) - kept.bytes;
  kept.bytes = static_cast<std::uint64_t>(status.st_size);
}

std::uint64_t IncidentRoom::shared(const Ring& ring) const {
  std::uint64_t bytes = 0;
  for (const auto& [inode, kept] : kept_) {
    if (ring.has(kept.name)) bytes += kept.bytes;
  }
  return bytes;
}

std::string IncidentRoom::why_not(const Ring& ring, const std::string& name, int folder, Severity severity) const {
  struct stat status {};
  // What is not there, or no file, is told where it is to be put.
  if (::fstatat(ring.fd(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return {};
  if (kept_.contains({status.st_dev, status.st_ino})) return {};
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (bytes_ + size > part_for(severity, limits_.bytes)) {
    return "incidents of its severity and below have as many bytes as they may";
  }
  if (has_spare_room(folder, shared(ring) + size, limits_.kept_free)) return {};
  return "the disk would not keep free what it is to keep free";
}

}  // namespace trace
