// SPDX-License-Identifier: Apache-2.0
// Losses on their way into the stream: each is told after the events before it and, in a recording of several files, in the file of the
// events after it.
//
// The kernel side counts a loss when it happens, and the events before it may wait in the ring buffer for long: while an output is slow, a
// file is ended and another one begun in between. A reader counts the numbers that are left out in each file, so the loss is to be
// where its number is. How many numbers of a lane were left out until now, its watch knows. Where nothing of a lane is awaited any more,
// what it lost is told at once.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "collector/run/lane_watch.h"

namespace trace {

class HeldLosses {
 public:
  // In the order in which they are to be told.
  void add(const std::vector<wire_loss>& losses);
  // Those of which the time has come. Of one that lies on both sides of what was drained a part is told. REQUIRES: those that were counted
  // until the last drain are added.
  std::vector<wire_loss> take(const LaneWatch& watch);
  // All that is left.
  std::vector<wire_loss> take_all();

 private:
  std::vector<wire_loss> held_;
  std::map<std::uint16_t, std::uint64_t> told_;  // by lane
};

}  // namespace trace
