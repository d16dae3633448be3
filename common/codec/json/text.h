// SPDX-License-Identifier: Apache-2.0
// The atoms of JSON, appended to a string.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace trace {

// Quoted; escapes < > & and U+2028/2029 as Go's encoder does, so that lines are byte-equal to Tracee's. Bytes that are
// not UTF-8 become U+FFFD, one each.
void append_json_string(std::string& out, std::string_view text);
// Standard base64 with padding, quoted.
void append_json_base64(std::string& out, std::string_view bytes);
// The shortest text that reads back as the same number, as Go writes it. REQUIRES: value is finite.
void append_json_double(std::string& out, double value);

// In decimal. A quarter of what an event costs as JSON is numbers, so not std::to_chars(): eight digits at a time.
void append_decimal(std::string& out, std::uint64_t value);

template <std::integral Integer>
void append_json_integer(std::string& out, Integer value) {
  if constexpr (std::is_signed_v<Integer>) {
    if (value < 0) {
      out += '-';
      return append_decimal(out, std::uint64_t{0} - static_cast<std::uint64_t>(value));
    }
  }
  append_decimal(out, static_cast<std::uint64_t>(value));
}

// In hexadecimal, without 0x.
inline void append_hex_integer(std::string& out, std::uint64_t value) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value, 16).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

}  // namespace trace
