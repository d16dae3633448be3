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

// [1,2]: of a list that has size() and [].
template <class List>
void append_integers(std::string& out, const List& list, char separator) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += separator;
    append_json_integer(out, list[i]);
  }
  out += ']';
}

}  // namespace trace
