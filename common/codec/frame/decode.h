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
#include "common/base/seeded_hash.h"
#include "common/codec/frame/catalog_frame.h"
#include "common/event/event.h"

namespace trace {

class FrameDecoder {
 public:
  // `boot_time_ns` is added to the kernel's times to make them times since the epoch. `architecture` is that of the stream.
  explicit FrameDecoder(std::uint64_t boot_time_ns, Architecture architecture = kOwnArchitecture)
      : boot_time_ns_(boot_time_ns), architecture_(architecture) {}
  // The wall clock was set: holds for what is decoded from here on.
  void set_boot_time(std::uint64_t boot_time_ns) { boot_time_ns_ = boot_time_ns; }

  // Reads the CATALOG frame of a stream: where the members of heads are, and what ids and ordinals meant to the program that
  // wrote it. Without one all is as it is here. Errors: Code::corrupt, also if it is not the catalog that `digest` is of.
  Status read_catalog(std::string_view frame, std::uint64_t digest);

  // The event points into `frame`. `event.spec` must not be looked at after an error. Errors: Code::not_found for an
  // event that is not in this program's catalog, else Code::corrupt.
  Status decode(std::string_view frame, Event& event) const;

  // The name of an event that only the stream's catalog knows; empty if it does not either.
  std::string_view foreign_name(std::uint32_t id) const;
  // The id that this program has for an event of the stream; kNoEvent if it has none but means another event by that id.
  std::uint32_t local_id(std::uint32_t id) const;
  static constexpr std::uint32_t kNoEvent = 0xffffffff;

 private:
  // What an event of the stream is here, and each of its fields: its ordinal in this catalog, or kNoField.
  struct Foreign {
    std::string name;
    const EventSpec* spec = nullptr;  // nullptr if this catalog has no event of that name
    bool same = true;                 // as in this catalog, id and field by field
    std::vector<std::uint8_t> ordinals;
  };
  static constexpr std::uint8_t kNoField = 0xff;

  static Foreign compare(const StreamEvent& theirs);
  const Foreign* foreign_of(std::uint32_t id) const;
  Status decode_fields(std::string_view bytes, unsigned count, const Foreign* foreign, Event& event) const;

  std::uint64_t boot_time_ns_;
  Architecture architecture_;
  HeadLayout layout_;
  std::unordered_map<std::uint32_t, Foreign, SeededHash> foreign_;
  bool all_same_ = true;
};

}  // namespace trace
