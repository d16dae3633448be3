// SPDX-License-Identifier: Apache-2.0
#include "common/stream/events_read.h"

#include <algorithm>
#include <utility>

namespace trace {
namespace {

// Of each kind, so that a stream cannot have its reader keep more and more of what is wrong with it.
constexpr std::size_t kToldMax = 1000;

template <class T>
void tell(std::vector<T>& told, T one) {
  if (told.size() < kToldMax) told.push_back(std::move(one));
}

}  // namespace

void EventsRead::begin(bool is_later_file) {
  is_later_file_ = is_later_file;
  known_.fill(0);
  unknown_ = 0;
  lanes_.clear();
  gaps_told_ = 0;
  at_end_ = false;
}

void EventsRead::begins_twice() {
  tell(contradictions_, std::string("a stream begins that was read before it, once more"));
}

// In a lane every number is given to one event. Those that are not here were filtered, or lost, or are gone.
void EventsRead::look_for_gaps(std::span<const wire_total> totals) {
  std::uint64_t missing = 0;
  for (const Lane& lane : lanes_) {
    const std::uint64_t given = lane.last - lane.before;
    missing += given - std::min(given, lane.read);
  }
  std::uint64_t explained = gaps_told_;
  for (const wire_total& total : totals) explained += total.filtered + total.lost;
  if (missing <= explained) return;
  gaps_told_ += missing - explained;
  tell(contradictions_, std::to_string(missing - explained) +
                            " events are missing that were neither filtered nor lost, by the numbers of their lanes");
}

void EventsRead::look_at_balance(std::span<const wire_total> totals) {
  for (const wire_total& total : totals) {
    if (total.produced == total.written + total.filtered + total.lost) continue;
    const EventSpec* const event = find_event(total.id);
    tell(contradictions_, "the account of " + (event == nullptr ? std::to_string(total.id) : std::string(event->name)) +
                              " does not balance: " + std::to_string(total.produced) + " made, " +
                              std::to_string(total.written) + " written, " + std::to_string(total.filtered) +
                              " filtered, " + std::to_string(total.lost) + " lost");
  }
}

void EventsRead::end(std::span<const wire_total> totals, bool whole) {
  look_at_balance(totals);
  if (whole) look_for_gaps(totals);
  std::array<std::uint64_t, WIRE_SLOT_COUNT> written{};
  std::uint64_t unknown_written = 0;
  for (const wire_total& total : totals) {
    const EventSpec* const event = find_event(total.id);
    (event == nullptr ? unknown_written : written[event->slot]) += total.written;
  }
  for (const EventSpec& event : events()) {
    const std::uint64_t due = written[event.slot];
    const std::uint64_t read = known_[event.slot];
    if (due != read) tell(mismatches_, {std::string(event.name), due, read});
  }
  if (unknown_written != unknown_) tell(mismatches_, {"events not known here", unknown_written, unknown_});
  begin();
  at_end_ = true;
}

}  // namespace trace
