// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/process_at.h"

namespace trace {

void ProcessAt::take(const Item& item) {
  if (const auto* const totals = std::get_if<Totals>(&item); totals != nullptr && begin_ns_ == 0) {
    begin_ns_ = totals->time_ns;
  }
  const auto* const event = std::get_if<EventItem>(&item);
  if (event == nullptr) return;
  const Context& context = event->event->context;
  if (begin_ns_ == 0) begin_ns_ = context.time_ns;
  if (context.host_pid == root_.pid) note(ProcessKey::of(context), context.time_ns);
  if (context.host_ppid == root_.pid) note(ProcessKey::parent_of(context), context.time_ns);
}

void ProcessAt::note(ProcessKey key, std::uint64_t time_ns) {
  const std::uint64_t at_ns = root_.at->in_recording(begin_ns_);
  const bool is_before = time_ns <= at_ns;
  const bool has_before = found_ && found_ns_ <= at_ns;
  const bool is_nearer =
      is_before ? !has_before || time_ns >= found_ns_ : !found_ || (!has_before && time_ns < found_ns_);
  if (!is_nearer) return;
  found_ = key;
  found_ns_ = time_ns;
}

std::optional<ProcessTrees::Root> ProcessAt::found() const {
  if (!found_) return std::nullopt;
  return ProcessTrees::Root{root_.pid, found_};
}

std::uint64_t ProcessAt::came_later_ns() const {
  return found_ && found_ns_ > root_.at->in_recording(begin_ns_) ? found_ns_ : 0;
}

}  // namespace trace
