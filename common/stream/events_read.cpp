// SPDX-License-Identifier: Apache-2.0
#include "common/stream/events_read.h"

namespace trace {

void EventsRead::begin() {
  known_.fill(0);
  unknown_ = 0;
  at_end_ = false;
}

void EventsRead::end(std::span<const wire_total> totals) {
  std::array<std::uint64_t, WIRE_SLOT_COUNT> written{};
  std::uint64_t unknown_written = 0;
  for (const wire_total& total : totals) {
    const EventSpec* const event = find_event(total.id);
    (event == nullptr ? unknown_written : written[event->slot]) += total.written;
  }
  for (const EventSpec& event : events()) {
    const std::uint64_t due = written[event.slot];
    const std::uint64_t read = known_[event.slot];
    if (due != read) mismatches_.push_back({std::string(event.name), due, read});
  }
  if (unknown_written != unknown_) mismatches_.push_back({"events not known here", unknown_written, unknown_});
  begin();
  at_end_ = true;
}

}  // namespace trace
