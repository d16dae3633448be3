// SPDX-License-Identifier: Apache-2.0
// Which cgroups are containers: from the names that runtimes give them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/seam/settings.h"

namespace trace {

// The id of the container that a cgroup path belongs to, empty if none: the last component that looks like one.
//   /system.slice/docker-4f1c...3970.scope/init -> 4f1c...3970
std::string_view container_id_of_path(std::string_view cgroup_path);

// The hierarchy whose cgroups containers are told by: version 2, or cpuset where version 1 is used.
struct CgroupHierarchy {
  std::string mount;  // empty if there is none
  bool is_v1 = false;
  std::uint32_t id = 0;  // the kernel's number of it, 0 for version 2: each numbers its cgroups for itself
};
CgroupHierarchy find_cgroup_hierarchy();

class Containers {
 public:
  // Tells the kernel side of each cgroup that becomes one of a container, or ceases to be (no age).
  using Notify = std::function<void(std::uint64_t cgroup_id, std::optional<wire_container_age> age)>;

  // Looks at every cgroup there is.
  void scan(const CgroupHierarchy& hierarchy, const Notify& notify);
  // A cgroup that is made within a container is as old as the container.
  void created(std::uint64_t cgroup_id, std::string_view path, const Notify& notify);
  void removed(std::uint64_t cgroup_id, const Notify& notify);

  // Empty if the cgroup is not of a container. Valid until it is removed.
  std::string_view id(std::uint64_t cgroup_id) const;
  bool empty() const { return by_cgroup_.empty(); }

 private:
  struct Container {
    std::string id;
    wire_container_age age = WIRE_CONTAINER_STARTED;
  };
  void add(std::uint64_t cgroup_id, std::string_view path, wire_container_age age, const Notify& notify);

  std::unordered_map<std::uint64_t, Container> by_cgroup_;
};

}  // namespace trace
