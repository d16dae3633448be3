// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json_cursor.h"

#include "common/codec/json_text.h"

namespace trace::json {
namespace {

// The value of a hexadecimal digit, 16 for what is none.
unsigned hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

constexpr unsigned kFirstSurrogate = 0xd800;
constexpr unsigned kLastSurrogate = 0xdfff;

// RFC 3629, section 3. REQUIRES: below U+10000.
void append_utf8(unsigned code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
  } else {
    out += static_cast<char>(0xe0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
  }
  out += static_cast<char>(0x80 | (code & 0x3f));
}

// RFC 8259, section 7; `at` is at the backslash and is moved behind the escape. Surrogates are left to the general reader:
// no encoder writes what has a UTF-8 form that way.
bool append_escaped(const char*& at, const char* end, std::string& out) {
  if (end - at < 6) return false;  // a line does not end that soon behind an escape
  const char c = at[1];
  at += 2;
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  if (const std::size_t letter = kLetters.find(c); letter != std::string_view::npos) {
    out += kMeant[letter];
    return true;
  }
  if (c != 'u') return false;
  unsigned code = 0;
  for (int i = 0; i < 4; ++i) {
    const unsigned digit = hex_digit(at[i]);
    if (digit > 15) return false;
    code = code << 4 | digit;
  }
  at += 4;
  if (code >= kFirstSurrogate && code <= kLastSurrogate) return false;
  append_utf8(code, out);
  return true;
}

}  // namespace

const char* text_of_any_kind(const char* start, const char* end, std::string& arena, std::string_view& text) {
  const std::size_t mark = arena.size();
  for (const char* at = start; at < end;) {
    const auto c = static_cast<unsigned char>(*at);
    if (c == '"') {
      text = std::string_view(arena).substr(mark);
      return at + 1;
    }
    if (c == '\\') {
      if (!append_escaped(at, end, arena)) return nullptr;
      continue;
    }
    const std::size_t size = utf8_size({at, static_cast<std::size_t>(end - at)});
    if (c < 0x20 || size == 0) return nullptr;
    arena.append(at, size);
    at += size;
  }
  return nullptr;
}

}  // namespace trace::json
