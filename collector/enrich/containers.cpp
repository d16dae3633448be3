// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/containers.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::size_t kIdSize = 64;        // docker, containerd, cri-o, podman: SHA-256 in hex
constexpr std::size_t kGardenIdSize = 28;  // garden: 8-4-4-4-4 hex digits

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_hex_digit);
}

bool is_garden_id(std::string_view text) {
  if (text.size() != kGardenIdSize) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text.substr(i, 1))) return false;
  }
  return true;
}

// The id in one component of a path, empty if it holds none.
std::string_view container_id_of_component(std::string_view name) {
  static constexpr std::string_view kScope = ".scope";
  static constexpr std::array<std::string_view, 4> kPrefixes = {"docker-", "crio-", "cri-containerd-", "libpod-"};
  static constexpr std::string_view kContainerd = ":cri-containerd:";
  if (name.ends_with(kScope)) name.remove_suffix(kScope.size());
  for (const std::string_view prefix : kPrefixes) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  if (const std::size_t at = name.find(kContainerd); at != std::string_view::npos) {
    name.remove_prefix(at + kContainerd.size());
  }
  const bool is_id = (name.size() == kIdSize && is_hex(name)) || is_garden_id(name);
  return is_id ? name : std::string_view();
}

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

std::string_view container_id_of_path(std::string_view path) {
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    if (const std::string_view id = container_id_of_component(name); !id.empty()) return id;
    path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  }
  return {};
}

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

void Containers::scan(const CgroupHierarchy& hierarchy, const Notify& notify) {
  if (hierarchy.mount.empty()) return;
  namespace fs = std::filesystem;
  std::error_code error;
  fs::recursive_directory_iterator at(hierarchy.mount, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    struct stat status {};
    if (!at->is_directory(error) || stat(at->path().c_str(), &status) != 0) continue;
    add(status.st_ino, at->path().native(), WIRE_CONTAINER_FROM_BEFORE, notify);
  }
}

void Containers::created(std::uint64_t cgroup_id, std::string_view path, const Notify& notify) {
  const std::string_view id = container_id_of_path(path);
  const auto known = std::find_if(by_cgroup_.begin(), by_cgroup_.end(),
                                  [&](const auto& one) { return one.first != cgroup_id && one.second.id == id; });
  add(cgroup_id, path, known == by_cgroup_.end() ? WIRE_CONTAINER_STARTED : known->second.age, notify);
}

void Containers::add(std::uint64_t cgroup_id, std::string_view path, wire_container_age age, const Notify& notify) {
  const std::string_view id = container_id_of_path(path);
  if (id.empty()) return;
  by_cgroup_.insert_or_assign(cgroup_id, Container{std::string(id), age});
  notify(cgroup_id, age);
}

void Containers::removed(std::uint64_t cgroup_id, const Notify& notify) {
  if (by_cgroup_.erase(cgroup_id) != 0) notify(cgroup_id, std::nullopt);
}

std::string_view Containers::id(std::uint64_t cgroup_id) const {
  if (by_cgroup_.empty()) return {};
  const auto found = by_cgroup_.find(cgroup_id);
  return found == by_cgroup_.end() ? std::string_view() : std::string_view(found->second.id);
}

}  // namespace trace
