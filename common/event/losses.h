// SPDX-License-Identifier: Apache-2.0
// Losses as frames.
#pragma once

#include "common/wire/frame.h"

namespace trace {

// Of `count` events of which nothing is known but their lane, and with WIRE_NO_LANE not even that.
inline wire_loss one_loss(std::uint32_t id, std::uint16_t lane, std::uint64_t count) {
  wire_loss lost{};
  lost.header = {sizeof(lost), WIRE_KIND_LOSS, 0};
  lost.id = id;
  lost.cpu = lane == WIRE_NO_LANE ? lane : static_cast<wire_u16>(lane / WIRE_LANES_PER_CPU);
  lost.lane = lane;
  lost.count = count;
  return lost;
}

}  // namespace trace
