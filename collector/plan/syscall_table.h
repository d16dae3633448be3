// SPDX-License-Identifier: Apache-2.0
// What the program at the exit of system calls is to do with each number.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <map>

#include "collector/plan/plan.h"
#include "common/seam/settings.h"

namespace trace {

using SyscallTable = std::array<wire_syscall, WIRE_SYSCALLS_MAX>;

struct SyscallPrograms {
  SyscallTable table;
  bool at_exit = false;   // the program at exit is needed
  bool at_enter = false;  // the one at entry is
};

// `selected` has a bit a slot; `plan` tells which hook events are made at the exit of which calls.
// environment: read the one that execve is given. attempts: see wire_syscall, by slot.
SyscallPrograms make_syscall_table(const Plan& plan, const std::bitset<WIRE_SLOT_MAX>& selected, bool environment,
                                   const std::map<std::uint16_t, std::uint64_t>& attempts = {});

}  // namespace trace
