// SPDX-License-Identifier: Apache-2.0
// Entity ids: one number for a task over its life, although its pid is used again after it.
#pragma once

#include <cstdint>

namespace trace {

// `pid` in the host's pid namespace, `start_ns` since boot. The ids are those of Tracee, so that
// its files and ours can be joined; hence the hash (MurmurHash3, x86, 32 bits), its seed, and the
// start rounded down to a clock tick of 10 ms, which is all that /proc tells of it.
std::uint32_t entity_id(std::uint32_t pid, std::uint64_t start_ns);

}  // namespace trace
