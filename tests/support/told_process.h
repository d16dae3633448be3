// SPDX-License-Identifier: Apache-2.0
// Events of processes, whose keys are as those of a stream: forks, execs and what they do.
#pragma once

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "common/event/entity.h"
#include "common/event/owned_event.h"
#include "common/state/processes.h"

namespace trace {

inline constexpr std::uint64_t kToldBootTime = 1'700'000'000'000'000'000;

// A process, which begins `pid` seconds after boot.
struct Told {
  std::uint32_t pid = 0;
  std::uint32_t ppid = 1;
  std::string container = {};

  static std::uint64_t start_of(std::uint32_t pid) { return pid * 1'000'000'000ULL; }
  ProcessKey key() const { return ProcessKey::at(pid, start_of(pid)); }

  // At `at_ns` since boot.
  OwnedEvent does(std::string_view name, std::uint64_t at_ns) const {
    OwnedEvent made(*find_event(name));
    Context& context = made.event.context;
    context.time_ns = kToldBootTime + at_ns;
    context.host_pid = context.host_tid = context.pid = context.tid = pid;
    context.host_ppid = context.ppid = ppid;
    context.leader_start_ns = start_of(pid);
    context.parent_start_ns = start_of(ppid);
    context.thread_start_ns = kToldBootTime + start_of(pid);
    context.process_entity = entity_id(pid, start_of(pid));
    context.parent_entity = entity_id(ppid, start_of(ppid));
    context.container_id = made.keep(container);
    context.comm = "told";
    context.policies = 1;
    return made;
  }
  OwnedEvent forks(std::uint32_t child, std::uint64_t at_ns) const {
    OwnedEvent made = does("sched_process_fork", at_ns);
    const bool is_set = made.set("child_pid", std::int64_t{child}) && made.set("child_tid", std::int64_t{child}) &&
                        made.set("start_time", start_of(child)) && made.set("parent_process_pid", std::int64_t{pid}) &&
                        made.set("parent_process_start_time", start_of(pid));
    REQUIRE(is_set);
    return made;
  }
  OwnedEvent runs(std::string_view path, std::uint64_t at_ns) const {
    OwnedEvent made = does("sched_process_exec", at_ns);
    REQUIRE(made.set("pathname", path));
    return made;
  }
};

}  // namespace trace
