// SPDX-License-Identifier: Apache-2.0
// EVENT frame -> Event. Everything in the frame is checked before it is believed: sizes, ordinals, types, the NULs of
// string lists. A frame that is wrong anywhere gives an error and no event.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/result.h"
#include "common/event/event.h"

namespace trace {

class FrameDecoder {
 public:
  // `boot_time_ns` is added to the kernel's times to make them times since the epoch.
  explicit FrameDecoder(std::uint64_t boot_time_ns) : boot_time_ns_(boot_time_ns) {}

  // Reads the CATALOG frame of a stream: what the ordinals meant to the program that wrote it. Without one they mean
  // what they mean here. Errors: Code::corrupt.
  Status read_catalog(std::string_view frame);

  // The event points into `frame`. `event.spec` must not be looked at after an error. Errors: Code::not_found for an
  // event that is not in this program's catalog, else Code::corrupt.
  Status decode(std::string_view frame, Event& event) const;

  // The name of an event that only the stream's catalog knows; empty if it does not either.
  std::string_view foreign_name(std::uint32_t id) const;

 private:
  // What a field of the stream is here: its ordinal in this catalog, or kNoField.
  struct Foreign {
    std::string name;
    bool same = true;  // as in this catalog, field by field
    std::vector<std::uint8_t> ordinals;
  };
  static constexpr std::uint8_t kNoField = 0xff;

  Status decode_fields(std::string_view bytes, unsigned count, const Foreign* foreign, Event& event) const;

  std::uint64_t boot_time_ns_;
  std::unordered_map<std::uint32_t, Foreign> foreign_;
  bool all_same_ = true;
};

}  // namespace trace
