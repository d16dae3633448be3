// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/output.h"

#include <utility>

#include "common/base/text.h"
#include "common/event/losses.h"

namespace trace {

void Output::event(const Event& event, std::string_view frame) {
  if (!holds()) {
    if (may_begin_again()) account_.written(*event.spec);
    return encoder_->event(event, frame, buffer());
  }
  lost(*event.spec, 1);
  ++not_written_[event.spec->slot].events;
}

// Of an event that the catalog does not have there are few, and they are written late.
void Output::loss(const wire_loss& loss) {
  const EventSpec* const event = find_event(loss.id);
  if (event != nullptr && holds()) return lost(*event, loss.count);
  if (event != nullptr && may_begin_again()) account_.lost(*event, loss.count);
  encoder_->loss(loss, buffer());
}

void Output::totals(std::span<const wire_total> rows, bool final, std::uint64_t time_ns) {
  if (is_between_files() || (is_full() && !final)) return;
  if (may_begin_again()) {
    write_losses();
    return encoder_->totals(account_.rows(rows, final ? RowsOf::end : RowsOf::checkpoint), final, time_ns, buffer());
  }
  if (not_written_.empty()) return encoder_->totals(rows, final, time_ns, buffer());
  write_losses();
  std::vector<wire_total> own(rows.begin(), rows.end());
  for (wire_total& row : own) {
    const EventSpec* const event = find_event(row.id);
    if (event == nullptr) continue;
    row.written -= not_written_[event->slot].events;
    row.lost += not_written_[event->slot].events;
  }
  encoder_->totals(own, final, time_ns, buffer());
}

bool Output::take_change_of_room() {
  const bool changed = is_full() != was_full_ && (is_full() || !is_between_files());
  if (changed) was_full_ = is_full();
  return changed;
}

std::uint64_t Output::tell_lost() {
  write_losses();
  return std::exchange(not_told_, 0);
}

void Output::write_losses() {
  if (not_written_.empty()) return;
  for (const EventSpec& event : events()) {
    const std::uint64_t count = std::exchange(not_written_[event.slot].not_told, 0);
    not_told_ += count;
    if (count == 0) continue;
    if (may_begin_again()) account_.lost(event, count);
    encoder_->loss(one_loss(event.id, WIRE_NO_LANE, count), buffer());
  }
}

Output::Output(std::unique_ptr<Encoder> encoder, FileSeries series)
    : encoder_(std::move(encoder)), sink_(UniqueFd(), series.name()), series_(std::move(series)) {}

Status Output::begin() {
  if (!series_) return sink_.begin();
  TRY_ASSIGN(Sink first, series_->next());
  first.buffer() = std::move(sink_.buffer());
  sink_ = std::move(first);
  return ok();
}

std::optional<std::string> Output::take_move() {
  if (series_) return series_->take_move() ? std::optional(series_->name()) : std::nullopt;
  return sink_.take_move() ? std::optional(sink_.name()) : std::nullopt;
}

void Output::flush() {
  if (series_ && !sink_.has_ended()) {
    const Result<bool> room = series_->make_room(sink_.buffer().size());
    has_no_room_ = room && !*room;
    if (has_no_room_) return;
    if (!room) return sink_.give_up(room.error());
  }
  const std::uint64_t before = sink_.written_bytes();
  sink_.flush();
  if (series_) series_->wrote(sink_.written_bytes() - before);
}

bool Output::is_due(std::uint64_t time_ns) const {
  if (fifo_) return next_.has_value();
  if (!series_ || sink_.has_ended()) return false;
  return next_ || (!sink_.is_full() && series_->is_due(sink_.written_bytes(), time_ns));
}

Status Output::end_file(std::span<const wire_total> rows, std::uint64_t time_ns) {
  if (series_) {
    if (next_) return ok();
    Result<Sink> next = series_->next();
    if (!next) return *(refusal_ = next.error());
    refusal_.reset();
    next_ = *std::move(next);
  }
  write_losses();
  encoder_->end_file(account_.rows(rows, RowsOf::file_end), time_ns, buffer());
  account_.begin_next(rows);
  return ok();
}

Status Output::look_for_reader() {
  if (!awaits_reader() || next_) return ok();
  Result<std::optional<Sink>> found = fifo_->open(sink_.name());
  if (!found) {
    fifo_.reset();
    return found.error();
  }
  next_ = *std::move(found);
  return ok();
}

Status Output::outcome(bool beside_others) const {
  Status outcome = beside_others ? sink_.outcome_beside_others() : sink_.outcome();
  if (outcome && has_no_room_) {
    outcome = sink_.lacking({Code::io, "writing to " + sink_.name() + ": " + std::string(lack())});
  }
  if (outcome) return refusal_ ? Status(*refusal_) : ok();
  std::uint64_t events = not_told_;
  for (const NotWritten& one : not_written_) events += one.not_told;
  if (events == 0) return outcome;
  Error error = outcome.error();
  error.message += "; " + counted(events, "event") + " were lost to it";
  return error;
}

void Output::begin_file(StreamInfo stream) {
  sink_ = *std::exchange(next_, std::nullopt);
  stream.file = series_ ? series_->number() : fifo_->streams();
  encoder_->begin(as_its_own(std::move(stream)), buffer());
}

void Output::file_has_begun(std::uint64_t time_ns) {
  if (fifo_ && fifo_->streams() != 0) encoder_->totals({}, false, time_ns, buffer());
  if (!series_) return;
  if (series_->number() != 0) encoder_->totals({}, false, time_ns, buffer());
  series_->has_begun(sink_.written_bytes() + sink_.buffer().size(), time_ns);
}

}  // namespace trace
