// SPDX-License-Identifier: Apache-2.0
// Holds what a stream says of its events against what was read of it: how many were written, whether the account balances, and
// whether the numbers of a lane leave out more events than were filtered and lost.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/event/context.h"
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
  void count(const EventSpec& event, const Context& context) {
    if ((context.flags & WIRE_FLAG_STATE) != 0) return;
    ++known_[event.slot];
    at_end_ = false;
    if (context.seq == 0) return;  // was made in no lane
    if (context.lane >= lanes_.size()) lanes_.resize(context.lane + std::size_t{1});
    Lane& lane = lanes_[context.lane];
    if (is_later_file_ && (lane.read == 0 || context.seq <= lane.before)) lane.before = context.seq - 1;
    ++lane.read;
    if (context.seq > lane.last) lane.last = context.seq;
  }
  // An event that the catalog does not have. Their ids may not be known here, so they are counted in one.
  void count_unknown() {
    ++unknown_;
    at_end_ = false;
  }
  // A stream begins: nothing was read of it yet. In a later file of a recording numbers go on from those before: what is missing
  // just at its beginning is not noticed.
  void begin(bool is_later_file = false);
  // It is the one that was read before it.
  void begins_twice();
  // Totals that are not final, of a stream that was read from its beginning on and is not damaged.
  void checkpoint(std::span<const wire_total> totals) { look_for_gaps(totals); }
  // Totals that are final: notes what differs, and begins anew. whole: as for checkpoint().
  // REQUIRES: their ids are those of this catalog where it has the event.
  void end(std::span<const wire_total> totals, bool whole);

  // Whether no event was read after such totals.
  bool at_end() const { return at_end_; }
  std::span<const Mismatch> mismatches() const { return mismatches_; }
  // What contradicts itself in the stream, a sentence each.
  std::span<const std::string> contradictions() const { return contradictions_; }

 private:
  struct Lane {
    std::uint64_t read = 0;
    std::uint64_t last = 0;    // the highest number
    std::uint64_t before = 0;  // the highest one of files before this
  };

  void look_for_gaps(std::span<const wire_total> totals);
  void look_at_balance(std::span<const wire_total> totals);

  std::array<std::uint64_t, WIRE_SLOT_COUNT> known_{};
  std::uint64_t unknown_ = 0;
  bool at_end_ = false;
  bool is_later_file_ = false;
  std::vector<Mismatch> mismatches_;
  std::vector<Lane> lanes_;
  std::uint64_t gaps_told_ = 0;  // events
  std::vector<std::string> contradictions_;
};

}  // namespace trace
