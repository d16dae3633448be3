// SPDX-License-Identifier: Apache-2.0
// Looks for events that vanish between the kernel side and the collector.
//
// In: the number that each event has in its lane, as it is drained and before anything is filtered; and what the kernel side
// counted of each lane. Out: what these two do not explain. In a lane nothing overtakes (one event at a time is made in it,
// and the ring buffer keeps order), so a number that is left out is an event that found no room, which is counted before the
// next one of that lane is made. More left out than were counted have been discarded by something else, such as a
// rootkit that hooks the ring buffer; a number that comes again, or that was never given, is an event that somebody repeated
// or forged.
//
// It costs an event a comparison. What the kernel side counts it believes: who changes the counters as well as the
// ring buffer is not seen.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "collector/source/frame_source.h"

namespace trace {

// What does not add up: the arguments of the event events_missing.
struct Discrepancy {
  std::string_view reason;  // as the catalog has them
  std::uint64_t count = 0;
  std::uint16_t lane = 0;
  std::uint64_t first_seq = 0;
  std::uint64_t last_seq = 0;
};

class LaneWatch {
 public:
  // `source` must outlive it.
  explicit LaneWatch(const FrameSource& source) : source_(source) {}

  // REQUIRES: the event was drained just now.
  void drained(std::uint16_t lane, std::uint64_t seq) {
    if (lane < lanes_.size() && seq == lanes_[lane].last + 1) [[likely]] {
      lanes_[lane].last = seq;
    } else {
      note(lane, seq);
    }
  }

  // What has come to light since the last call. O(1) if every number was the next one.
  std::vector<Discrepancy> find();
  // At the end, with what is missing after the last event that came. REQUIRES: the source was drained until nothing
  // was left, and makes no more.
  std::vector<Discrepancy> find_at_end();
  // Whether the kernel side has made events, in a lane or in any, that were neither drained nor lost: they may still be on their way.
  bool awaits(std::uint16_t lane) const;
  bool awaits_any() const;
  // How many numbers of a lane were left out before the last event of it that was drained because events were lost.
  std::uint64_t lost_before(std::uint16_t lane) const;

 private:
  struct Span {  // of numbers, since the last look
    std::uint64_t count = 0, first = 0, last = 0;
    void add(std::uint64_t from, std::uint64_t to);
  };
  struct Lane {
    std::uint64_t last = 0;
    std::uint64_t missing = 0;  // numbers left out
    std::uint64_t told = 0;     // of those: not lost, and told of
    Span gaps, repeated;
  };

  void note(std::uint16_t lane, std::uint64_t seq);

  const FrameSource& source_;
  std::vector<Lane> lanes_;
  bool noted_ = false;
};

}  // namespace trace
