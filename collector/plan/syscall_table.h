// SPDX-License-Identifier: Apache-2.0
// What the program at the exit of system calls is to do with each number.
#pragma once

#include <array>

#include "collector/plan/plan.h"
#include "collector/plan/request.h"
#include "common/seam/settings.h"

namespace trace {

// Where the table has a call, as call_key() of bpf/core/call.h finds it.
constexpr std::size_t place_of_call(unsigned number, bool is_compat) {
  if (number < WIRE_SYSCALL_COMPAT) return number + (is_compat ? WIRE_SYSCALL_COMPAT : 0);
  const bool is_private = is_compat && number - WIRE_PRIVATE_FIRST < WIRE_PRIVATES_MAX;
  return is_private ? WIRE_SYSCALL_PRIVATE + (number - WIRE_PRIVATE_FIRST) : WIRE_SYSCALL_OTHER;
}

using SyscallTable = std::array<wire_syscall, WIRE_SYSCALLS_MAX>;

struct SyscallPrograms {
  SyscallTable table;
  bool at_exit = false;   // the program at exit is needed
  bool at_enter = false;  // the one at entry is
};

// `plan` tells which hook events are made at the exit of which calls; the numbers are those of `architecture`.
SyscallPrograms make_syscall_table(const Plan& plan, const ProgramsRequest& request,
                                   Architecture architecture = kOwnArchitecture);

}  // namespace trace
