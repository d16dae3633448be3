// SPDX-License-Identifier: Apache-2.0
// Integers from -2^63 to 2^64-1, so that signed and unsigned values compare as the numbers they
// are.
#pragma once

#include <charconv>
#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

// Decimal, with a "-" if it is negative, or hexadecimal as 0x1f. Returns nothing if it is no such
// number, or one beyond 64 bits.
inline std::optional<Number> parse_number(std::string_view text) {
  const auto parse = [](std::string_view digits, int base, auto value) -> std::optional<Number> {
    const char* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, value, base);
    if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return Number(value);
  };
  if (text.starts_with("0x")) return parse(text.substr(2), 16, std::uint64_t{0});
  if (text.starts_with('-')) return parse(text, 10, std::int64_t{0});
  return parse(text, 10, std::uint64_t{0});
}

}  // namespace trace
