// SPDX-License-Identifier: Apache-2.0
#include "common/stream/events_read.h"

namespace trace {

std::vector<Mismatch> EventsRead::compare(std::span<const wire_total> totals) const {
  EventsRead written;
  for (const wire_total& total : totals) {
    const EventSpec* const event = find_event(total.id);
    (event == nullptr ? written.unknown_ : written.known_[event->slot]) += total.written;
  }
  std::vector<Mismatch> all;
  for (const EventSpec& event : events()) {
    const std::uint64_t due = written.known_[event.slot];
    const std::uint64_t read = known_[event.slot];
    if (due != read) all.push_back({std::string(event.name), due, read});
  }
  if (written.unknown_ != unknown_) all.push_back({"events not known here", written.unknown_, unknown_});
  return all;
}

}  // namespace trace
