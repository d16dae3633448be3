// SPDX-License-Identifier: Apache-2.0
// The fields of an event's context: what predicates call them, and what EVENT.scope.FIELD calls
// them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace trace {

namespace context_field {
inline constexpr const char* kRetval = "context.retval";
inline constexpr const char* kUid = "context.uid";
inline constexpr const char* kHostPid = "context.host_pid";
inline constexpr const char* kHostTid = "context.host_tid";
inline constexpr const char* kMntns = "context.mntns";
inline constexpr const char* kPidns = "context.pidns";
inline constexpr const char* kComm = "context.comm";
inline constexpr const char* kUts = "context.uts";
inline constexpr const char* kExecutable = "context.executable";
inline constexpr const char* kContainerId = "context.container_id";
}  // namespace context_field

// One field that EVENT.scope.FIELD can test, under one of its names.
struct ContextField {
  enum class Kind : std::uint8_t { i64, u64, u32, text, container, host };
  std::string_view name;   // Tracee's, as in the JSON output, or a short one
  std::string_view field;  // of the predicate; empty for container and host
  Kind kind;

  bool is_truth() const { return kind == Kind::container || kind == Kind::host; }
};

std::span<const ContextField> context_fields();
// Returns nullptr if there is none.
const ContextField* find_context_field(std::string_view name);

}  // namespace trace
