// SPDX-License-Identifier: Apache-2.0
// Reads one EVENT frame. Every size, ordinal and type in it is checked before its value is
// believed: the bytes may come from a file that someone else wrote.
//
//   FrameDecoder decoder(info.boot_time_ns);
//   TRY_ASSIGN(const Decoded what, decoder.decode(frame, event));
//
// Allocates nothing unless the frame is bad. docs/wire.md draws the frame;
// tests/unit/frame_decode_test.cpp, tests/property/round_trip_test.cpp and
// tests/fuzz/fuzz_frames.cpp test it.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "common/base/result.h"
#include "common/codec/stream_catalog.h"
#include "common/event/event.h"

namespace trace {

enum class Decoded : std::uint8_t {
  event,
  unknown,  // the frame is sound as far as it can be known, but this program does not have the
            // event
};

class FrameDecoder {
 public:
  // The frames are those of this program, unless a catalog says otherwise. REQUIRES: catalog is not
  // null. boot_time_ns: what to add to the times in the frames to get nanoseconds since the epoch.
  explicit FrameDecoder(std::uint64_t boot_time_ns,
                        std::shared_ptr<const StreamCatalog> catalog = own_catalog())
      : boot_time_ns_(boot_time_ns), catalog_(std::move(catalog)) {}

  // Fills `event` from a whole frame; `event` then points into `frame`. On anything but
  // Decoded::event the contents of `event` mean nothing. Errors: corrupt, with what is wrong.
  Result<Decoded> decode(std::string_view frame, Event& event) const;

  const StreamCatalog& catalog() const { return *catalog_; }

 private:
  void fill_context(const wire_event& fixed, std::string_view frame, Context& context) const;

  std::uint64_t boot_time_ns_;
  std::shared_ptr<const StreamCatalog> catalog_;
};

// Reads the bytes of one field. Returns false if they cannot be of that type.
bool decode_value(unsigned type, std::string_view bytes, Value& value);

}  // namespace trace
