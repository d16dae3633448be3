// SPDX-License-Identifier: Apache-2.0
// One output: an encoder, and the sink its bytes go to.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
    return Output(std::move(encoder), std::move(sink));
  }

  Encoder& encoder() { return *encoder_; }
  std::string& buffer() { return sink_.buffer(); }
  Sink& sink() { return sink_; }
  const Sink& sink() const { return sink_; }

  // Each encodes into the buffer, as the encoder's function of that name does. While the disk is full, events and losses are
  // counted instead; once there is room, tell_lost() says so in the stream, whose totals count them as lost.
  void event(const Event& event, std::string_view frame);
  void loss(const wire_loss& loss);
  void totals(std::span<const wire_total> rows, bool final, std::uint64_t time_ns);
  // Returns how many events were not written since the disk was full. REQUIRES: it is not full.
  std::uint64_t tell_lost();

 private:
  struct NotWritten {
    std::uint64_t events = 0;    // from the start on
    std::uint64_t not_told = 0;  // of those, and of what others lost meanwhile
  };
  void lost(const EventSpec& event, std::uint64_t count) {
    if (not_written_.empty()) not_written_.resize(WIRE_SLOT_COUNT);
    not_written_[event.slot].not_told += count;
  }

  std::unique_ptr<Encoder> encoder_;
  Sink sink_;
  std::vector<NotWritten> not_written_;  // by slot; empty if all was written
};

}  // namespace trace
