// SPDX-License-Identifier: Apache-2.0
// Holds what a stream says of its events against what was read of it: how many were written and lost, whether the account balances,
// whether the numbers of a lane leave out more events than were filtered and lost, and whether they increase.
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
    ++read_[event.slot];
    at_end_ = false;
    if (context.seq == 0) return;  // was made in no lane
    if (context.lane >= lanes_.size()) lanes_.resize(context.lane + std::size_t{1});
    Lane& lane = lanes_[context.lane];
    if (kind_.is_later_file && (lane.read == 0 || context.seq <= lane.before)) lane.before = context.seq - 1;
    ++lane.read;
    if (context.seq > lane.last) {
      lane.last = context.seq;
    } else {
      number_again(context, lane.last);
    }
  }
  // Of events of that id, which is one of this catalog where it has the event.
  void lose(const wire_loss& loss);
  // An event that the catalog does not have. Their ids may not be known here, so they are counted in one.
  void count_unknown() {
    ++read_.back();
    at_end_ = false;
  }
  struct Kind {
    bool is_later_file =
        false;                // numbers go on from those before: what is missing just at its beginning is not noticed
    bool is_extract = false;  // numbers need not increase
  };
  // A stream begins: nothing was read of it yet.
  void begin(Kind kind = {false, false});
  // It is of that kind, which was not known when it began.
  void is_of(Kind kind) { kind_ = kind; }
  // It is the one that was read before it.
  void begins_twice();
  // Totals that are not final, of a stream that was read from its beginning on and is not damaged.
  void checkpoint(std::span<const wire_total> totals);
  // Totals that are final: notes what differs, and begins anew. whole: as for checkpoint().
  // REQUIRES: their ids are those of this catalog where it has the event.
  void end(std::span<const wire_total> totals, bool whole);

  // The stream ends, or says that it goes on: holds against it that events are there twice, or not in their place. Not to be called of
  // lines that may have been chosen from a stream, and sorted.
  void look_at_order();

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

  // By slot; the last of those that the catalog does not have.
  using Counts = std::array<std::uint64_t, WIRE_SLOT_COUNT + 1>;

  static std::size_t place_of(std::uint32_t id);
  static Counts sums(std::span<const wire_total> totals, wire_u64 wire_total::*column);
  void number_again(const Context& context, std::uint64_t last);
  void look_for_gaps(std::span<const wire_total> totals);
  void look_at_losses(std::span<const wire_total> totals);
  void look_at_balance(std::span<const wire_total> totals);

  Counts read_{};
  Counts lost_{};
  bool at_end_ = false;
  Kind kind_;
  std::vector<Mismatch> mismatches_;
  std::vector<Lane> lanes_;
  std::uint64_t gaps_told_ = 0;  // events
  std::uint64_t again_ = 0;      // events whose number is not above those before
  std::string first_again_;      // a sentence on the first of them; empty: it was told
  bool difference_is_told_ = false;
  std::vector<std::string> contradictions_;
};

}  // namespace trace
