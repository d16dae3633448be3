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
  void count(const EventSpec& event) {
    ++known_[event.slot];
    at_end_ = false;
  }
  // An event that the catalog does not have. Their ids may not be known here, so they are counted in one.
  void count_unknown() {
    ++unknown_;
    at_end_ = false;
  }
  // A stream begins: nothing was read of it yet.
  void begin();
  // Totals that are final: notes what differs, and begins anew.
  // REQUIRES: their ids are those of this catalog where it has the event.
  void end(std::span<const wire_total> totals);

  // Whether no event was read after such totals.
  bool at_end() const { return at_end_; }
  std::span<const Mismatch> mismatches() const { return mismatches_; }

 private:
  std::array<std::uint64_t, WIRE_SLOT_COUNT> known_{};
  std::uint64_t unknown_ = 0;
  bool at_end_ = false;
  std::vector<Mismatch> mismatches_;
};

}  // namespace trace
