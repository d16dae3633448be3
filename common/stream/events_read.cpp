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

std::string name_of(std::size_t place) {
  return place < events().size() ? std::string(events()[place].name) : "events not known here";
}

std::string of_events(std::uint64_t count, std::size_t place) {
  return std::to_string(count) + (place < events().size() ? " events " : " ") + name_of(place);
}

}  // namespace

void EventsRead::begin(Kind kind) {
  kind_ = kind;
  read_.fill(0);
  lost_.fill(0);
  lanes_.clear();
  gaps_told_ = 0;
  again_ = 0;
  first_again_.clear();
  difference_is_told_ = false;
  at_end_ = false;
}

std::size_t EventsRead::place_of(std::uint32_t id) {
  const EventSpec* const event = find_event(id);
  if (event == nullptr) return WIRE_SLOT_COUNT;
  return event->slot;
}

EventsRead::Counts EventsRead::sums(std::span<const wire_total> totals, wire_u64 wire_total::*column) {
  Counts all{};
  for (const wire_total& total : totals) all[place_of(total.id)] += total.*column;
  return all;
}

// Hits of which nobody knows what events they would have made are in no total.
void EventsRead::lose(const wire_loss& loss) {
  if (loss.id != WIRE_ANY_EVENT) lost_[place_of(loss.id)] += loss.count;
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

// A lane makes one event after the other. What takes the place of another event has its own number, or that one's.
void EventsRead::number_again(const Context& context, std::uint64_t last) {
  if (kind_.is_extract || ++again_ > 1) return;
  first_again_ = "number " + std::to_string(context.seq) + " of lane " + std::to_string(context.lane) +
                 " comes after number " + std::to_string(last) + ": an event is there twice, or not in its place";
}

void EventsRead::look_at_order() {
  if (!first_again_.empty()) tell(contradictions_, std::exchange(first_again_, {}));
}

void EventsRead::look_at_losses(std::span<const wire_total> totals) {
  const Counts said = sums(totals, &wire_total::lost);
  for (std::size_t place = 0; place < said.size() && !difference_is_told_; ++place) {
    if (said[place] == lost_[place]) continue;
    difference_is_told_ = true;
    tell(contradictions_, of_events(said[place], place) + " were lost by the totals, and " +
                              std::to_string(lost_[place]) + " by what tells of each loss");
  }
}

void EventsRead::checkpoint(std::span<const wire_total> totals) {
  look_at_order();
  look_for_gaps(totals);
  look_at_losses(totals);
  const Counts written = sums(totals, &wire_total::written);
  for (std::size_t place = 0; place < written.size() && !difference_is_told_; ++place) {
    if (written[place] == read_[place]) continue;
    difference_is_told_ = true;
    tell(contradictions_, "a checkpoint has " + of_events(written[place], place) + " before it, and " +
                              std::to_string(read_[place]) + " were read");
  }
}

void EventsRead::end(std::span<const wire_total> totals, bool whole) {
  look_at_balance(totals);
  look_at_order();
  if (whole) {
    look_for_gaps(totals);
    look_at_losses(totals);
  }
  if (again_ > 1) {
    tell(contradictions_, std::to_string(again_ - 1) + " more events are there twice, or not in their place");
  }
  const Counts written = sums(totals, &wire_total::written);
  for (std::size_t place = 0; place < written.size(); ++place) {
    if (written[place] == read_[place]) continue;
    tell(mismatches_, {name_of(place), written[place], read_[place]});
  }
  begin(kind_);
  at_end_ = true;
}

}  // namespace trace
