// SPDX-License-Identifier: Apache-2.0
// The cgroups that there are already when a collection begins, from the file system.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace trace {

// The hierarchy whose cgroups containers are told by: version 2, or cpuset where version 1 is used.
struct CgroupHierarchy {
  std::string mount;  // empty if there is none
  bool is_v1 = false;
  std::uint32_t id = 0;  // the kernel's number of it, 0 for version 2: each numbers its cgroups for itself
};
CgroupHierarchy find_cgroup_hierarchy();

// Visits every cgroup that there is. The path begins with the mount point.
using CgroupVisitor = std::function<void(std::uint64_t cgroup_id, std::string_view path)>;
void for_each_cgroup(const CgroupHierarchy& hierarchy, const CgroupVisitor& visit);

}  // namespace trace
