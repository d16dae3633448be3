// SPDX-License-Identifier: Apache-2.0
// What is kept elsewhere of a recording, so that its end can be proved, too: which seal was there at some time. Who cuts a recording
// off just after a seal, or makes all of it anew, cannot change the log of another machine.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/wire/seal.h"

namespace trace {

struct Anchor {
  std::array<std::uint8_t, WIRE_MARK_SIZE> mark{};  // of the recording
  std::uint32_t file = 0;                           // of it
  std::uint64_t number = 0;                         // of the seal in that file
  std::array<std::uint8_t, WIRE_HASH_SIZE> seal{};  // its hash

  friend auto operator<=>(const Anchor&, const Anchor&) = default;
};

Anchor anchor_of(const wire_seal& seal);

// anchor:MARK.FILE.NUMBER.SEAL, the mark and the seal in hexadecimal digits.
std::string text_of(const Anchor& anchor);
// The first one that is anywhere in a line.
std::optional<Anchor> anchor_in(std::string_view line);

}  // namespace trace
