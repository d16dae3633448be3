// SPDX-License-Identifier: Apache-2.0
// Pieces of text that the encoders share. All append to a string.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace {

template <std::integral Number>
void append_number(Number number, std::string& out) {
  std::array<char, 20> text;  // of the longest, 18446744073709551615 and -9223372036854775808
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  out.append(text.data(), end);
}

// "0x7f00": what parse-arguments makes of a pointer.
void append_hex(std::uint64_t number, std::string& out);

// A floating number the shortest way that reads back the same, as Go's encoding/json writes it:
// with an exponent below 1e-6 and from 1e21 on.
void append_json_float(double number, std::string& out);
// The same, as Go's fmt writes it with %v: with an exponent of two digits below 1e-4 and from 1e21
// on.
void append_plain_float(double number, std::string& out);

// Base64 with padding (RFC 4648, section 4).
void append_base64(std::string_view bytes, std::string& out);
// Appends the bytes that `text` stands for. Returns false if it is not base64 with padding.
bool append_from_base64(std::string_view text, std::string& out);

// How many bytes the UTF-8 sequence at the start of `text` has; 0 if it is none (overlong, a
// surrogate, cut off, above U+10FFFF). REQUIRES: text is not empty.
std::size_t utf8_length(std::string_view text);

// Appends `text` in quotes as Go's encoding/json does: <, >, &, U+2028 and U+2029 as \u escapes,
// and each byte that is not UTF-8 as \ufffd.
void append_json_string(std::string_view text, std::string& out);

// Appends `text` so that no terminal acts on it: control characters (C0, DEL, C1), marks that turn
// the direction of writing, and bytes that are not UTF-8 become \xNN, byte by byte.
void append_printable(std::string_view text, std::string& out);

}  // namespace trace
