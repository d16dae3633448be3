// SPDX-License-Identifier: Apache-2.0
// What /proc says of a process, while it runs.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace {

struct ProcessFacts {
  std::string executable;
  std::string container;  // id; empty: the host
};

// start_ns: when it began, since boot, by which another process of that number is told from it. Nothing if it runs no more.
std::optional<ProcessFacts> facts_of(pid_t pid, std::uint64_t start_ns);

// The field of a file of the form of /proc/PID/stat: in ticks since boot.
std::optional<std::uint64_t> start_ticks(std::string_view stat);
// The container that a file of the form of /proc/PID/cgroup names.
std::string container_of_cgroups(std::string_view cgroups);

}  // namespace trace
