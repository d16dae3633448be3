// SPDX-License-Identifier: Apache-2.0
// Reads a stream of events, as frames or as JSON lines, told apart by the first bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "common/event/event.h"
#include "common/stream/byte_source.h"
#include "common/stream/events_read.h"

namespace trace {

// Something in the stream that is not an event, or not one that can be trusted. It was skipped.
struct Malformed {
  std::uint64_t position = 0;  // JSON: line, from 1; frames: byte offset of the frame
  std::string what;
};

class EventReader {
 public:
  enum class Item : std::uint8_t {
    event,      // event() holds it until the next call of next()
    loss,       // loss(); its times are since the epoch, 0 if not known
    totals,     // totals(): a checkpoint, or the end frame
    unknown,    // an event that the catalog does not have; unknown_name()
    malformed,  // malformed(); reading goes on behind it
    end,        // nothing more will come; see complete()
    failed,     // reading failed (I/O); failure(); nothing more will come
  };

  virtual ~EventReader() = default;
  virtual Item next() = 0;

  virtual const Event& event() const = 0;
  virtual const wire_loss& loss() const = 0;
  virtual std::span<const wire_total> totals() const = 0;
  virtual bool totals_are_final() const = 0;  // they came in an END frame
  virtual std::string_view unknown_name() const = 0;
  virtual const Malformed& malformed() const = 0;  // also of an event that has an argument which is not understood
  virtual const Error& failure() const = 0;
  // Events of which, by the last totals that were final, another number was written than was read since the last such
  // totals, or since the head of the stream.
  virtual std::span<const Mismatch> mismatches() const = 0;
  // The stream said itself that it was at its end, and all was read that it says was written. Streams of JSON that other programs wrote never say so.
  virtual bool complete() const = 0;
};

// REQUIRES: source is not null. Errors: an empty source gives a reader that is at its end, never an error here.
Result<std::unique_ptr<EventReader>> open_reader(std::unique_ptr<ByteSource> source);

}  // namespace trace
