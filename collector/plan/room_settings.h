// SPDX-License-Identifier: Apache-2.0
// What the kernel side is told of room in the ring buffer (bpf/core/room.h).
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/seam/settings.h"

namespace trace {

// Sets weights, ring_bytes and look_mask. ring_bytes: a power of two.
void set_room(wire_settings& settings, std::uint32_t ring_bytes, std::size_t lanes);

}  // namespace trace
