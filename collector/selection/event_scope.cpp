// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/event_scope.h"

#include <array>

namespace trace {
namespace {

using Kind = EventScope::Kind;

// The names that Tracee takes, and hostProcessId, hostParentProcessId as its JSON has them (its own
// filter compares the latter with the wrong pid).
constexpr auto kEventScopes = std::to_array<EventScope>({
    {"timestamp", "context.timestamp", Kind::u64},
    {"processorId", "context.processorId", Kind::u32},
    {"p", "context.processId", Kind::u32},
    {"pid", "context.processId", Kind::u32},
    {"processId", "context.processId", Kind::u32},
    {"tid", "context.threadId", Kind::u32},
    {"threadId", "context.threadId", Kind::u32},
    {"ppid", "context.parentProcessId", Kind::u32},
    {"parentProcessId", "context.parentProcessId", Kind::u32},
    {"hostPid", context_field::kHostPid, Kind::u32},
    {"hostProcessId", context_field::kHostPid, Kind::u32},
    {"hostTid", context_field::kHostTid, Kind::u32},
    {"hostThreadId", context_field::kHostTid, Kind::u32},
    {"hostPpid", "context.hostParentProcessId", Kind::u32},
    {"hostParentProcessId", "context.hostParentProcessId", Kind::u32},
    {"uid", context_field::kUid, Kind::u32},
    {"userId", context_field::kUid, Kind::u32},
    {"mntns", context_field::kMntns, Kind::u32},
    {"mountNamespace", context_field::kMntns, Kind::u32},
    {"pidns", context_field::kPidns, Kind::u32},
    {"pidNamespace", context_field::kPidns, Kind::u32},
    {"cgroupId", "context.cgroupId", Kind::u64},
    {"comm", context_field::kComm, Kind::text},
    {"processName", context_field::kComm, Kind::text},
    {"uts", context_field::kUts, Kind::text},
    {"hostName", context_field::kUts, Kind::text},
    {"executable", context_field::kExecutable, Kind::text},
    {"syscall", "context.syscall", Kind::text},
    {"containerId", context_field::kContainerId, Kind::text},
    {"container", "", Kind::container},
    {"host", "", Kind::host},
});

}  // namespace

std::span<const EventScope> event_scopes() {
  return kEventScopes;
}

const EventScope* find_event_scope(std::string_view name) {
  for (const EventScope& field : kEventScopes) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace trace
