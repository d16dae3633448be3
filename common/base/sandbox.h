// SPDX-License-Identifier: Apache-2.0
// Both programs handle what an attacker can shape, and need nothing of the machine but what they have open by then: so
// everything else is given up. What must be opened later is opened by a broker (common/broker).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace trace {

// A system call beyond reading, writing, waiting and memory. With `values`, only if that argument is one of them (its low
// 32 bits are compared).
struct AllowedCall {
  std::uint32_t number = 0;
  std::uint8_t argument = 0;
  std::vector<std::uint32_t> values = {};
};

// What a part of a program calls in the sandbox. Each part says so itself, where it makes the calls: a function needs().
using Needs = std::vector<AllowedCall>;

// What several parts need.
Needs joined(std::initializer_list<Needs> parts);

// The name of a system call by its number; it is called in a signal handler.
using CallName = std::string_view (*)(std::uint32_t number);

// From now on no privilege can be gained, and any system call but those that read, write, wait and manage memory, and
// those of `needs`, ends the process by SIGSYS, after a line on standard error that says which it was. Memory never becomes
// executable, tgkill(2), which abort() calls, reaches this process only, and fstat(3) fails, where it is newfstatat(2):
// syscall(SYS_fstat) does not. It cannot be undone. REQUIRES: every file is open, and localtime_r() was called if it will
// be (it reads the zone file). Errors: unsupported, where the kernel has no seccomp filters or forbids them; the program
// can go on without.
Status enter_sandbox(const Needs& needs = {}, CallName call_name = nullptr);

}  // namespace trace
