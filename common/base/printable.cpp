// SPDX-License-Identifier: Apache-2.0
#include "common/base/printable.h"

#include <algorithm>
#include <array>

#include "common/base/text.h"

namespace trace {
namespace {

struct Range {
  char32_t first, last;
};

// Not for a terminal, in ascending order. Beside the controls: all default ignorable characters of Unicode
// (DerivedCoreProperties.txt), which are not seen, the marks of UAX 9, and separators of lines.
constexpr auto kUnsafe = std::to_array<Range>({
    {0x00, 0x1f},        // C0
    {0x7f, 0x9f},        // DEL, C1
    {0xad, 0xad},        // soft hyphen
    {0x34f, 0x34f},      // combining grapheme joiner
    {0x61c, 0x61c},      // Arabic letter mark
    {0x115f, 0x1160},    // Hangul fillers
    {0x17b4, 0x17b5},    // Khmer vowels that are not seen
    {0x180b, 0x180f},    // Mongolian selectors and separators
    {0x200b, 0x200f},    // zero width; left-to-right and right-to-left mark
    {0x2028, 0x202e},    // line and paragraph separators, embeddings and overrides of direction
    {0x2060, 0x206f},    // word joiner, invisible operators, isolates
    {0x3164, 0x3164},    // Hangul filler
    {0xfe00, 0xfe0f},    // variation selectors
    {0xfeff, 0xfeff},    // byte order mark
    {0xffa0, 0xffa0},    // half-width Hangul filler
    {0xfff0, 0xfffb},    // not assigned, interlinear annotations
    {0x1bca0, 0x1bca3},  // controls of shorthand
    {0x1d173, 0x1d17a},  // controls of musical notation
    {0xe0000, 0xe0fff},  // tags, variation selectors
});

bool is_safe(std::string_view character, Blanks pass) {
  const char32_t code = code_of_utf8(character);
  if (code == '\t') return pass != Blanks::none;
  if (code == '\n') return pass == Blanks::tabs_and_lines;
  return std::none_of(kUnsafe.begin(), kUnsafe.end(),
                      [&](const Range& range) { return code >= range.first && code <= range.last; });
}

// \xNN, as the bytes are written that a terminal must not get.
bool is_escape(std::string_view text) {
  return text.size() >= 4 && text.starts_with("\\x") && is_hex_digit(text[2]) && is_hex_digit(text[3]);
}

}  // namespace

void append_printable(std::string& out, std::string_view text, Blanks pass) {
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(
        std::find_if(text.begin(), text.end(), [](char c) { return c < 0x20 || c >= 0x7f; }) - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) return;
    const std::size_t size = utf8_size(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(size, 1));
    if (size > 0 && is_safe(character, pass)) {
      out += character;
    } else {
      for (const char c : character) {
        out += "\\x";
        append_hex(out, static_cast<unsigned char>(c));
      }
    }
    text.remove_prefix(character.size());
  }
}

std::string printable(std::string_view text, Blanks pass) {
  std::string out;
  append_printable(out, text, pass);
  return out;
}

void append_printable_value(std::string& out, std::string_view value) {
  for (std::size_t begin = 0; begin < value.size();) {
    std::size_t escape = value.find("\\x", begin);
    while (escape != std::string_view::npos && !is_escape(value.substr(escape))) escape = value.find("\\x", escape + 1);
    append_printable(out, value.substr(begin, escape - begin));
    if (escape == std::string_view::npos) return;
    out += "\\x5c";
    begin = escape + 1;
  }
}

std::string printable_value(std::string_view value) {
  std::string out;
  append_printable_value(out, value);
  return out;
}

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues_utf8(c); }));
}

}  // namespace trace
