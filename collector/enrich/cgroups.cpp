// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/cgroups.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace trace {
namespace {

// From a line of /proc/PID/cgroup: "4:cpuset:/path", cgroups(7).
std::uint32_t cpuset_hierarchy_id() {
  std::ifstream lines("/proc/self/cgroup");
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream parts(line);
    std::uint32_t id = 0;
    std::string controllers;
    parts >> id;
    parts.ignore(1);
    std::getline(parts, controllers, ':');
    if (("," + controllers + ",").find(",cpuset,") != std::string::npos) return id;
  }
  return 0;
}

}  // namespace

CgroupHierarchy find_cgroup_hierarchy() {
  CgroupHierarchy v1;
  CgroupHierarchy v2;
  std::ifstream mounts("/proc/self/mounts");
  std::string line;
  while (std::getline(mounts, line)) {
    std::istringstream words(line);
    std::string device;
    std::string mount;
    std::string type;
    std::string options;
    words >> device >> mount >> type >> options;
    if (type == "cgroup2" && v2.mount.empty()) v2 = {mount, false};
    if (type == "cgroup" && ("," + options + ",").find(",cpuset,") != std::string::npos) v1 = {mount, true};
  }
  if (v1.mount.empty()) return v2;
  v1.id = cpuset_hierarchy_id();
  return v1;
}

void for_each_cgroup(const CgroupHierarchy& hierarchy, const CgroupVisitor& visit) {
  if (hierarchy.mount.empty()) return;
  namespace fs = std::filesystem;
  std::error_code error;
  fs::recursive_directory_iterator at(hierarchy.mount, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    struct stat status {};
    if (!at->is_directory(error) || stat(at->path().c_str(), &status) != 0) continue;
    visit(status.st_ino, at->path().native());
  }
}

}  // namespace trace
