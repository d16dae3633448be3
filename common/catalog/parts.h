// SPDX-License-Identifier: Apache-2.0
// parts.def as a table.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "common/catalog/catalog.h"

namespace trace {

inline constexpr std::uint8_t kPartBehind = 0x80;  // and the bytes: not a word or register, but what lies behind `ptr`

struct PartSpec {
  std::string_view whole;
  std::uint8_t number = 0;
  std::string_view event;
  std::array<std::uint8_t, kSyscallArgsMax> where{};
  std::uint8_t count = 0;  // of where

  constexpr PartSpec(std::string_view in, std::uint8_t as, std::string_view name,
                     std::initializer_list<std::uint8_t> at)
      : whole(in), number(as), event(name), count(static_cast<std::uint8_t>(at.size())) {
    std::copy(at.begin(), at.end(), where.begin());
  }
};

inline constexpr auto kParts = std::to_array<PartSpec>({
#define PART_BEHIND(bytes) kPartBehind | (bytes)
#define PART(whole, number, event, ...) {#whole, number, #event, {__VA_ARGS__}},
#include "common/catalog/parts.def"
#undef PART
#undef PART_BEHIND
});

}  // namespace trace
