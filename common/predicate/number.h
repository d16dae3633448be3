// SPDX-License-Identifier: Apache-2.0
// Integers from -2^63 to 2^64-1, so that signed and unsigned values compare as the numbers they
// are.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace trace {

struct Number {
  bool not_negative = true;  // first, since it decides
  std::uint64_t bits = 0;    // two's complement; among numbers of one sign they order as the numbers do

  Number() = default;
  Number(std::unsigned_integral auto value) : bits(value) {}  // NOLINT: implicit
  Number(std::signed_integral auto value)                     // NOLINT: implicit
      : not_negative(value >= 0), bits(static_cast<std::uint64_t>(value)) {}

  auto operator<=>(const Number&) const = default;
};

inline std::string to_text(Number number) {
  return number.not_negative ? std::to_string(number.bits) : std::to_string(static_cast<std::int64_t>(number.bits));
}

// How a number was written decides what it may mean: 0xffffffff is 32 bits, 4294967295 is a number.
enum class Notation : std::uint8_t { decimal, bits };

struct WrittenNumber {
  Number number;
  Notation notation = Notation::decimal;
};

// What a 0 before other digits is: 0755 is a mode of a file, and nowhere else a number, since some would take it for
// decimal, and others for octal.
enum class LeadingZero : std::uint8_t { refused, octal };

// The one parser of numbers, for filters, conditions and the events of tests: decimal, hexadecimal as 0x1f, octal as
// 0o17, each with a "-" if it is negative. Errors: Code::not_found, if it does not look like a number; Code::invalid, if it
// has a leading 0 that is refused; Code::unsupported, if it is beyond 64 bits.
Result<WrittenNumber> parse_number(std::string_view text, LeadingZero zero = LeadingZero::refused);

}  // namespace trace
