// SPDX-License-Identifier: Apache-2.0
// Integers from -2^63 to 2^64-1, so that signed and unsigned values compare as the numbers they
// are.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>

namespace trace {

struct Number {
  bool not_negative = true;  // first, since it decides
  std::uint64_t bits =
      0;  // two's complement; among numbers of one sign they order as the numbers do

  Number() = default;
  Number(std::unsigned_integral auto value) : bits(value) {}  // NOLINT: implicit
  Number(std::signed_integral auto value)                     // NOLINT: implicit
      : not_negative(value >= 0), bits(static_cast<std::uint64_t>(value)) {}

  auto operator<=>(const Number&) const = default;
};

inline std::string to_text(Number number) {
  return number.not_negative ? std::to_string(number.bits)
                             : std::to_string(static_cast<std::int64_t>(number.bits));
}

}  // namespace trace
