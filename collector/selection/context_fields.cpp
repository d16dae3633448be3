// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/context_fields.h"

#include <array>

namespace trace {
namespace {

using Kind = ContextField::Kind;

// The names that Tracee takes, and hostProcessId, hostParentProcessId as its JSON has them (its own
// filter compares the latter with the wrong pid).
constexpr auto kContextFields = std::to_array<ContextField>({
    {"timestamp", "context.time_ns", Kind::i64},
    {"processorId", "context.cpu", Kind::u32},
    {"p", "context.pid", Kind::u32},
    {"pid", "context.pid", Kind::u32},
    {"processId", "context.pid", Kind::u32},
    {"tid", "context.tid", Kind::u32},
    {"threadId", "context.tid", Kind::u32},
    {"ppid", "context.ppid", Kind::u32},
    {"parentProcessId", "context.ppid", Kind::u32},
    {"hostPid", context_field::kHostPid, Kind::u32},
    {"hostProcessId", context_field::kHostPid, Kind::u32},
    {"hostTid", context_field::kHostTid, Kind::u32},
    {"hostThreadId", context_field::kHostTid, Kind::u32},
    {"hostPpid", "context.host_ppid", Kind::u32},
    {"hostParentProcessId", "context.host_ppid", Kind::u32},
    {"uid", context_field::kUid, Kind::u32},
    {"userId", context_field::kUid, Kind::u32},
    {"mntns", context_field::kMntns, Kind::u32},
    {"mountNamespace", context_field::kMntns, Kind::u32},
    {"pidns", context_field::kPidns, Kind::u32},
    {"pidNamespace", context_field::kPidns, Kind::u32},
    {"cgroupId", "context.cgroup_id", Kind::u64},
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

std::span<const ContextField> context_fields() {
  return kContextFields;
}

const ContextField* find_context_field(std::string_view name) {
  for (const ContextField& field : kContextFields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace trace
