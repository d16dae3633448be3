// SPDX-License-Identifier: Apache-2.0
// A number that stands for one process or thread and is not given to another when its pid is.
#pragma once

#include <cstdint>

namespace trace {

// MurmurHash3 (32 bits, seed 0x18273645) over pid and start time, both little endian; the start time is rounded down to
// 10 ms, which is all that /proc tells of it. As Tracee computes it.
std::uint32_t entity_id(std::uint32_t host_pid, std::uint64_t start_ns);

}  // namespace trace
