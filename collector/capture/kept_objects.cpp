// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/kept_objects.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace trace {
namespace {

struct Found {
  std::string path;  // below the folder
  struct stat status {};
};

// Regular files below a folder of it, as far as they can be read.
std::vector<Found> files_below(const std::string& folder, const std::string& name) {
  std::vector<Found> files;
  std::error_code failed;
  std::filesystem::recursive_directory_iterator at(folder + "/" + name, failed);
  for (; !failed && at != std::filesystem::recursive_directory_iterator(); at.increment(failed)) {
    Found found;
    found.path = at->path().string().substr(folder.size() + 1);
    if (::lstat(at->path().c_str(), &found.status) == 0 && S_ISREG(found.status.st_mode)) files.push_back(found);
  }
  return files;
}

bool is_older(const Found& one, const Found& other) {
  const timespec &a = one.status.st_mtim, &b = other.status.st_mtim;
  return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

}  // namespace

KeptObjects KeptObjects::of_folder(const std::string& folder) {
  KeptObjects all;
  std::vector<Found> objects = files_below(folder, "objects");
  std::sort(objects.begin(), objects.end(), is_older);
  std::unordered_map<ino_t, const std::string*> by_inode;
  for (const Found& found : objects) {
    all.use(found.path, static_cast<std::uint64_t>(found.status.st_size));
    by_inode.emplace(found.status.st_ino, &found.path);
  }
  for (Found& link : files_below(folder, "out")) {
    const auto object = by_inode.find(link.status.st_ino);
    if (object != by_inode.end()) all.add_link(*object->second, std::move(link.path));
  }
  return all;
}

void KeptObjects::use(const std::string& object, std::uint64_t size) {
  const auto known = by_object_.find(object);
  if (known != by_object_.end()) {
    oldest_first_.splice(oldest_first_.end(), oldest_first_, known->second);
    return;
  }
  oldest_first_.push_back({object, size, {}});
  by_object_.emplace(object, std::prev(oldest_first_.end()));
}

void KeptObjects::add_link(const std::string& object, std::string link) {
  const auto known = by_object_.find(object);
  if (known != by_object_.end()) known->second->links.push_back(std::move(link));
}

std::optional<KeptObject> KeptObjects::take_oldest() {
  if (oldest_first_.empty()) return std::nullopt;
  KeptObject oldest = std::move(oldest_first_.front());
  oldest_first_.pop_front();
  by_object_.erase(oldest.object);
  return oldest;
}

}  // namespace trace
