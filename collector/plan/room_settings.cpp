// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/room_settings.h"

#include <algorithm>
#include <bit>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

// Between two looks all lanes together should fill no more than an eighth of the buffer, with events of this size.
constexpr std::uint64_t kEventBytes = 256;
constexpr std::uint64_t kApartMost = 64;  // events of a lane

wire_weight weight_of(const EventSpec& event) {
  if (!event.feeds.empty()) return WIRE_NEEDED;
  return event.weighs ? WIRE_WEIGHS : WIRE_LIGHT;
}

}  // namespace

void set_room(wire_settings& settings, std::uint32_t ring_bytes, std::size_t lanes) {
  const std::uint64_t apart = ring_bytes / 8 / kEventBytes / std::max<std::size_t>(lanes, 1);
  settings.ring_bytes = ring_bytes;
  settings.look_mask = std::bit_floor(std::clamp<std::uint64_t>(apart, 1, kApartMost)) - 1;
  for (const EventSpec& event : events()) settings.weights[event.slot] = static_cast<wire_u8>(weight_of(event));
}

}  // namespace trace
