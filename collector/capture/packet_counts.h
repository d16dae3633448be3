// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/unique_fd.h"

namespace trace {

// How many packets found no room in the ring, as the map of wire_packet_counts says, whose descriptor that is. 0 if it cannot be read.
std::uint64_t lost_packets(const UniqueFd& map, std::size_t cpus);

}  // namespace trace
