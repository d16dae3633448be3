// SPDX-License-Identifier: Apache-2.0
// Reads a stream of events, as frames or as JSON lines, told apart by the first bytes.
#pragma once

#include <memory>

#include "common/codec/encoder.h"
#include "common/stream/byte_source.h"
#include "common/stream/item.h"

namespace trace {

// Whether what two heads say is of one stream, or, of JSON, of one machine.
bool is_same_stream(const StreamInfo& a, const StreamInfo& b);

class EventReader {
 public:
  virtual ~EventReader() = default;
  // After an End it gives an End again, after a Failed an End that is not complete.
  virtual Item next() = 0;
  // What the stream of the last item says of itself at its head; null of JSON, which has no head. Valid until the next call of next().
  virtual const StreamInfo* head() const { return nullptr; }
  // Of the machine that its events happened on, which JSON says by itself.
  virtual Architecture architecture() const = 0;
};

// Skippable frames of Zstandard are passed over. REQUIRES: source is not null. Errors: an empty source gives a reader that is
// at its end, never an error here.
Result<std::unique_ptr<EventReader>> open_reader(std::unique_ptr<ByteSource> source);

}  // namespace trace
