// SPDX-License-Identifier: Apache-2.0
// Holds what the end of a stream says was written against what was read of it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/wire/frame.h"

namespace trace {

// An event of which another number was read than the stream says was written.
struct Mismatch {
  std::string name;
  std::uint64_t written = 0;
  std::uint64_t read = 0;
};

class EventsRead {
 public:
  void count(const EventSpec& event) { ++known_[event.slot]; }
  // An event that the catalog does not have. Their ids may not be known here, so they are counted in one.
  void count_unknown() { ++unknown_; }
  void clear() { *this = {}; }

  // REQUIRES: the totals are those of the end, their ids those of this catalog where it has the event.
  std::vector<Mismatch> compare(std::span<const wire_total> totals) const;

 private:
  std::array<std::uint64_t, WIRE_SLOT_COUNT> known_{};
  std::uint64_t unknown_ = 0;
};

}  // namespace trace
