// SPDX-License-Identifier: Apache-2.0
// Holds events back until those before them have come, for option:sort-events: programs on other CPUs may still be about
// to send an older one.
//
// It is the last thing before the outputs: stages see events in the order in which they come, which is the order in which
// they happened to each process. What stages filled in is kept with the frame.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/event/event.h"

namespace trace {

class Sorter {
 public:
  // How much older than the newest an event may be that still comes.
  static constexpr std::uint64_t kWindowNs = 100'000'000;

  struct Held {
    std::uint64_t time_ns = 0;
    std::string frame;
    std::string executable;
    std::string container_id;
  };

  void hold(const Context& context, std::string_view frame);
  // Takes out those older than the window, oldest first; all of them with `everything`. Events of the same time stay in
  // the order in which they came. O(n log n) in those that are held.
  std::vector<Held> release(bool everything);

 private:
  std::vector<Held> held_;
  std::uint64_t newest_ns_ = 0;
};

}  // namespace trace
