// SPDX-License-Identifier: Apache-2.0
// Which container a cgroup is, from what runtimes call their cgroups (common/catalog/runtimes.def). No I/O.
#pragma once

#include <string>
#include <string_view>

namespace trace {

struct ContainerName {
  std::string id;            // empty: it is none. What systemd has escaped ("\x2d") is as it was
  std::string_view runtime;  // docker, containerd, and so on; or unknown
};

// The container that a cgroup path belongs to: the last component that looks like one.
//   /system.slice/docker-4f1c...3970.scope/init -> 4f1c...3970, docker
ContainerName container_of_path(std::string_view cgroup_path);

// Whether the cgroup is a container itself, the outermost if one is within another.
bool is_container(std::string_view cgroup_path);

}  // namespace trace
