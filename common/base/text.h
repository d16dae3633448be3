// SPDX-License-Identifier: Apache-2.0
// Small things that are done to texts in many places: lists of words, case, hexadecimal digits, quotes, UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trace {

// Calls visit(part) for each part of a list, empty ones too; an empty list has none.
template <class Visit>
constexpr void for_each_part(std::string_view list, char separator, Visit&& visit) {
  while (!list.empty()) {
    const std::size_t end = list.find(separator);
    visit(list.substr(0, end));
    if (end == std::string_view::npos) return;
    list.remove_prefix(end + 1);
    if (list.empty()) visit(list);
  }
}

// Calls visit(word) for each word of a list of words with blanks between them; they are never empty.
template <class Visit>
constexpr void for_each_word(std::string_view list, Visit&& visit) {
  for_each_part(list, ' ', [&](std::string_view word) {
    if (!word.empty()) visit(word);
  });
}

std::vector<std::string_view> parts_of(std::string_view list, char separator);
bool has_part(std::string_view list, char separator, std::string_view part);

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
// Of a letter of ASCII.
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}
// In lower case, letters of every script (letters.h); bytes that are not UTF-8 stay as they are.
void append_lower(std::string& out, std::string_view text);
std::string lowered(std::string_view text);
// Letters of ASCII only.
std::string uppered(std::string_view text);

// Two digits, in lower case.
void append_hex(std::string& out, unsigned char byte);

// "1 file", "2 files"; many: the word for more than one, if that is not `one` and an "s".
std::string counted(std::uint64_t count, std::string_view one, std::string_view many = {});

// Between double quotes, for messages. Does not make it safe for a terminal: see printable.h.
inline std::string in_quotes(std::string_view text) {
  return std::string("\"").append(text).append("\"");
}

// Size of the UTF-8 sequence at the front of the text, 0 if it is not one. REQUIRES: text is not empty.
std::size_t utf8_size(std::string_view text);
// The code point. REQUIRES: it is one sequence.
char32_t code_of_utf8(std::string_view sequence);
void append_utf8(std::string& out, char32_t code);

bool is_ascii(std::string_view text);
bool is_utf8(std::string_view text);
// With U+FFFD for each byte that is not part of UTF-8, as Go and JSON have such texts.
void append_as_utf8(std::string& out, std::string_view text);

// A byte that continues a sequence.
constexpr bool continues_utf8(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80;
}
// The beginning of the text, of at most so many bytes; a character is not cut.
constexpr std::string_view beginning_of(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && continues_utf8(text[size])) --size;
  return text.substr(0, size);
}

}  // namespace trace
