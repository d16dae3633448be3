// SPDX-License-Identifier: Apache-2.0
// What a recording does not hold, for a report: events that were lost, events that were not seen in full for the way they were had,
// and kinds of events that are not in it at all.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/event/context.h"
#include "common/stream/item.h"

namespace trace {

struct LostEvents {
  std::uint64_t count = 0;
  std::uint64_t first_ns = 0;  // 0: not known
  std::uint64_t last_ns = 0;
};

// Events that one kind of hook gave, and what that kind does not see.
struct SeenInPart {
  std::string_view event;
  ProviderKind provider = ProviderKind::none;
  std::string_view unseen;
};

// A signature that could not fire: none of the events that it looks at is in the recording.
struct BlindSignature {
  std::string id;
  std::string title;
  std::vector<std::string_view> events;
};

class Gaps {
 public:
  static constexpr std::size_t kPeriodsMax = 256;

  void take(const EventSpec& event, const Context& context);
  void take(const Loss& loss);

  bool has(std::string_view event) const;
  std::uint64_t events(std::uint16_t slot) const { return events_.at(slot); }
  // By event.
  const std::map<std::string, LostEvents>& lost() const { return lost_; }
  // In which something was lost; neighbours are one when there are too many.
  const std::vector<std::pair<std::uint64_t, std::uint64_t>>& periods() const { return periods_; }
  std::vector<SeenInPart> seen_in_part() const;

 private:
  std::array<std::uint64_t, WIRE_SLOT_COUNT> events_{};
  std::array<std::set<std::pair<ProviderKind, std::uint8_t>>, WIRE_SLOT_COUNT> providers_{};
  std::map<std::string, LostEvents> lost_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> periods_;
};

}  // namespace trace
