// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/output.h"

#include <utility>

#include "collector/pipeline/losses.h"

namespace trace {

void Output::event(const Event& event, std::string_view frame) {
  if (!holds()) {
    if (series_) account_.written(*event.spec);
    return encoder_->event(event, frame, buffer());
  }
  lost(*event.spec, 1);
  ++not_written_[event.spec->slot].events;
}

// Of an event that the catalog does not have there are few, and they are written late.
void Output::loss(const wire_loss& loss) {
  const EventSpec* const event = find_event(loss.id);
  if (event != nullptr && holds()) return lost(*event, loss.count);
  if (event != nullptr && series_) account_.lost(*event, loss.count);
  encoder_->loss(loss, buffer());
}

void Output::totals(std::span<const wire_total> rows, bool final, std::uint64_t time_ns) {
  if (is_between_files() || (is_full() && !final)) return;
  if (series_) {
    tell_lost();
    return encoder_->totals(account_.rows(rows, final ? RowsOf::end : RowsOf::checkpoint), final, time_ns, buffer());
  }
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
    if (count == 0) continue;
    if (series_) account_.lost(event, count);
    encoder_->loss(one_loss(event.id, WIRE_NO_LANE, count), buffer());
  }
  return all;
}

Result<Output> Output::open(std::unique_ptr<Encoder> encoder, FileSeries series) {
  TRY_ASSIGN(Sink first, series.next());
  Output output(std::move(encoder), std::move(first));
  output.series_ = std::move(series);
  return output;
}

void Output::flush() {
  has_no_room_ = series_ && !series_->make_room(sink_.buffer().size());
  if (has_no_room_) return;
  const std::uint64_t before = sink_.written_bytes();
  sink_.flush();
  if (series_) series_->wrote(sink_.written_bytes() - before);
}

bool Output::is_due(std::uint64_t time_ns) const {
  if (!series_ || sink_.has_ended()) return false;
  return next_ || (!sink_.is_full() && series_->is_due(sink_.written_bytes(), time_ns));
}

Status Output::end_file(std::span<const wire_total> rows, std::uint64_t time_ns) {
  if (next_) return ok();
  TRY_ASSIGN(Sink next, series_->next());
  tell_lost();
  encoder_->end_file(account_.rows(rows, RowsOf::file_end), time_ns, buffer());
  account_.begin_next(rows);
  next_ = std::move(next);
  return ok();
}

void Output::begin_file(StreamInfo stream) {
  sink_ = *std::exchange(next_, std::nullopt);
  stream.file = series_->number();
  encoder_->begin(stream, buffer());
}

void Output::file_has_begun(std::uint64_t time_ns) {
  if (!series_) return;
  if (series_->number() != 0) encoder_->totals({}, false, time_ns, buffer());
  series_->has_begun(sink_.written_bytes() + sink_.buffer().size(), time_ns);
}

}  // namespace trace
