// SPDX-License-Identifier: Apache-2.0
// One output: an encoder, and the sink its bytes go to; or several, one file after the other (file_series.h).
//
// A file of a series ends with an account of its own, so that it can be read without the others:
//
//   is_due()  ──▶  end_file(): last words, flush  ──▶  begin_file(): head, state, checkpoint
//                        └── the disk is full: what comes meanwhile is lost and counted, as always
//
// So does the stream to a FIFO whose reader died: the next reader gets what a later file of a recording has (fifo.h). What comes
// meanwhile is lost and counted.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collector/pipeline/fifo.h"
#include "collector/pipeline/file_account.h"
#include "collector/pipeline/file_series.h"
#include "common/base/result.h"
#include "common/codec/encoder.h"
#include "common/sink/sink.h"

namespace trace {

class Output {
 public:
  Output(std::unique_ptr<Encoder> encoder, Sink sink) : encoder_(std::move(encoder)), sink_(std::move(sink)) {}

  // Errors: of Sink::open().
  static Result<Output> open(std::unique_ptr<Encoder> encoder, const std::string& path, FilesInUse& in_use) {
    TRY_ASSIGN(Sink sink, Sink::open(path, in_use));
    TRY(sink.claim());  // two streams in one file are none
    return Output(std::move(encoder), std::move(sink));
  }

  // A series, of which no file is there before begin().
  Output(std::unique_ptr<Encoder> encoder, FileSeries series);
  // Nothing can keep it from being written any more: what was in its file goes, or its first file is made. What is buffered already is the
  // head of it. Errors: of Sink::begin() and FileSeries::next().
  Status begin();

  // If its reader dies, it is written to the next one. REQUIRES: nothing was written.
  void reopen_by(Fifo fifo) { fifo_ = std::move(fifo); }

  Encoder& encoder() { return *encoder_; }
  std::string& buffer() { return sink_.buffer(); }
  Sink& sink() { return sink_; }
  const Sink& sink() const { return sink_; }

  // Each encodes into the buffer, as the encoder's function of that name does. While the disk is full, events and losses are
  // counted instead; once there is room, tell_lost() says so in the stream, whose totals count them as lost.
  void event(const Event& event, std::string_view frame);
  void loss(const wire_loss& loss);
  void totals(std::span<const wire_total> rows, bool final, std::uint64_t time_ns);
  void clock(const wire_clock& clock) {
    if (!is_between_files()) encoder_->clock(clock, buffer());
  }
  // An event that says again what is known: in no account.
  void state(const Event& event) { encoder_->event(event, {}, buffer()); }

  // Writes what is buffered, if there is room for it.
  void flush();
  // There is no room on the disk, or none that the series may take.
  bool is_full() const { return has_no_room_ || sink_.is_full(); }
  // Whether that is_full() has changed and was not told yet. Between two files, that there is room is told in the next one.
  bool take_change_of_room();
  // What there is not, if it is full.
  std::string_view lack() const { return has_no_room_ ? series_->lack() : "its disk is full"; }

  bool is_series() const { return series_.has_value(); }
  // The name of what somebody has moved since it was last asked: the file, or the folder of the files.
  std::optional<std::string> take_move();
  // Another file, or another stream, may come after this one.
  bool may_begin_again() const { return series_ || fifo_; }
  // Looks whether a FIFO that lost its reader has another one: it is_due() then. Errors: it cannot be opened any
  // more, and is not tried again.
  Status look_for_reader();
  // A FIFO that may be opened again.
  bool is_fifo() const { return fifo_.has_value(); }
  // It has no reader, and may get one.
  bool awaits_reader() const { return fifo_ && sink_.is_closed(); }
  // One file was ended, and the next one is not begun.
  bool is_between_files() const { return next_.has_value(); }
  // At `time_ns` since boot another file should begin, or should have begun.
  bool is_due(std::uint64_t time_ns) const;
  // Ends the file, after the next one is open. Errors: it cannot be opened; nothing has changed. REQUIRES: is_due().
  Status end_file(std::span<const wire_total> rows, std::uint64_t time_ns);
  // What was written last is written, as far as it ever can be.
  bool is_ready_for_next() const { return fifo_ || (!is_full() && !sink_.has_ended()); }
  // What it says of the stream in place of the mark of that: two outputs of one run are two recordings, each with seals of its own.
  using Mark = decltype(StreamInfo::mark);
  void set_mark(const Mark& mark) { mark_ = mark; }
  StreamInfo as_its_own(StreamInfo stream) const {
    stream.mark = mark_.value_or(stream.mark);
    return stream;
  }
  // Begins the file after the one that was ended and flushed. REQUIRES: is_ready_for_next().
  void begin_file(StreamInfo stream);
  // The head of the file is written, and what is_due() counts begins.
  void file_has_begun(std::uint64_t time_ns);

  // The last word on this output. Errors: what it lacks, and why. beside_others: Sink::outcome_beside_others().
  Status outcome(bool beside_others) const;

  // Says in the stream what was not written, and returns how many events that were since it was last called. REQUIRES: it is not full.
  std::uint64_t tell_lost();

 private:
  void write_losses();
  struct NotWritten {
    std::uint64_t events = 0;    // from the start on
    std::uint64_t not_told = 0;  // of those, and of what others lost meanwhile
  };
  void lost(const EventSpec& event, std::uint64_t count) {
    if (not_written_.empty()) not_written_.resize(WIRE_SLOT_COUNT);
    not_written_[event.slot].not_told += count;
  }

  // Nothing of what happens can be encoded now.
  bool holds() const { return is_full() || is_between_files() || awaits_reader(); }

  std::unique_ptr<Encoder> encoder_;
  Sink sink_;
  std::optional<FileSeries> series_;
  std::optional<Fifo> fifo_;
  std::optional<Mark> mark_;
  FileAccount account_;           // of the file or stream, if it may_begin_again()
  std::optional<Sink> next_;      // the file after the one that was ended
  std::optional<Error> refusal_;  // of the next file
  bool has_no_room_ = false;
  bool was_full_ = false;       // when take_change_of_room() was last true
  std::uint64_t not_told_ = 0;  // of the events whose loss is in the stream, those that tell_lost() did not return
  std::vector<NotWritten> not_written_;  // by slot; empty if all was written
};

}  // namespace trace
