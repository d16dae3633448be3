// SPDX-License-Identifier: Apache-2.0
// The atoms of JSON, appended to a string.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace trace {

// Quoted; escapes < > & and U+2028/2029 as Go's encoder does, so that lines are byte-equal to Tracee's. Bytes that are
// not UTF-8 become U+FFFD, one each.
void append_json_string(std::string& out, std::string_view text);
// Standard base64 with padding, quoted.
void append_json_base64(std::string& out, std::string_view bytes);
// The shortest text that reads back as the same number, as Go writes it. REQUIRES: value is finite.
void append_json_double(std::string& out, double value);

template <class Integer>
void append_json_integer(std::string& out, Integer value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

// In hexadecimal, without 0x.
inline void append_hex_integer(std::string& out, std::uint64_t value) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value, 16).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

}  // namespace trace
