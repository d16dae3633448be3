// SPDX-License-Identifier: Apache-2.0
// Which BPF programs a plan takes, and in which order they are attached.
#pragma once

#include <string>
#include <vector>

#include "collector/plan/plan.h"
#include "collector/plan/request.h"
#include "collector/plan/syscall_table.h"

namespace trace {

// Where the programs of system calls are attached, see bpf/core/at_syscall.h.
enum class SyscallHook { raw_tracepoint, perf_event };

inline constexpr std::string_view kIterator = "existing_process__iter";
inline constexpr std::string_view kCapture = "artifact__sys_exit";  // of what is written and read
inline constexpr std::string_view kPerf = "_perf";                  // ends the names of those for perf events

struct ListedProgram {
  std::string name;
  const EventSpec* event = nullptr;        // that it makes; null: it serves others
  const ProviderSpec* provider = nullptr;  // of that event
  // Attached before the iterator looks at what is there already, so that nothing is missed in between, and before all others,
  // so that whose events those are is known.
  bool first = false;

  // Whether sys_exit calls it, by the slot of its event, so that it is attached to nothing itself.
  bool is_follow_up() const {
    return event != nullptr && (provider == nullptr || provider->kind == ProviderKind::sys_exit) && name != kIterator;
  }
};

// The programs of the plan's events, those that keep what they need, and those of system calls; without what was refused.
std::vector<ListedProgram> list_programs(const Plan& plan, const SyscallPrograms& syscalls,
                                         const ProgramsRequest& request, const Refused& refused, SyscallHook hook);

}  // namespace trace
