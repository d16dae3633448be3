// SPDX-License-Identifier: Apache-2.0
// Both programs handle what an attacker can shape, and need nothing of the machine but what they have open by then: so
// everything else is given up.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
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

// From now on no privilege can be gained, and any system call but those that read, write, wait and manage memory, and
// those of `beyond`, fails with EPERM. It cannot be undone. REQUIRES: every file is open. Errors: unsupported, where the
// kernel has no seccomp filters or forbids them; the program can go on without.
Status enter_sandbox(std::span<const AllowedCall> beyond = {});

// Gives up the use of all capabilities but those of `effective` (1 << CAP_*), and all but those of `permitted` for good:
// who is in the sandbox cannot take up again what is only permitted. Errors: denied.
Status drop_capabilities(std::uint64_t effective, std::uint64_t permitted);

}  // namespace trace
