// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/output.h"

#include <utility>

#include "collector/pipeline/losses.h"

namespace trace {

void Output::event(const Event& event, std::string_view frame) {
  if (!sink_.is_full()) return encoder_->event(event, frame, buffer());
  lost(*event.spec, 1);
  ++not_written_[event.spec->slot].events;
}

// Of an event that the catalog does not have there are few, and they are written late.
void Output::loss(const wire_loss& loss) {
  const EventSpec* const event = sink_.is_full() ? find_event(loss.id) : nullptr;
  if (event == nullptr) return encoder_->loss(loss, buffer());
  lost(*event, loss.count);
}

void Output::totals(std::span<const wire_total> rows, bool final, std::uint64_t time_ns) {
  if (sink_.is_full() && !final) return;
  if (not_written_.empty()) return encoder_->totals(rows, final, time_ns, buffer());
  tell_lost();
  std::vector<wire_total> own(rows.begin(), rows.end());
  for (wire_total& row : own) {
    const EventSpec* const event = find_event(row.id);
    if (event == nullptr) continue;
    row.written -= not_written_[event->slot].events;
    row.lost += not_written_[event->slot].events;
  }
  encoder_->totals(own, final, time_ns, buffer());
}

std::uint64_t Output::tell_lost() {
  std::uint64_t all = 0;
  if (not_written_.empty()) return all;
  for (const EventSpec& event : events()) {
    const std::uint64_t count = std::exchange(not_written_[event.slot].not_told, 0);
    all += count;
    if (count != 0) encoder_->loss(one_loss(event.id, WIRE_NO_LANE, count), buffer());
  }
  return all;
}

}  // namespace trace
