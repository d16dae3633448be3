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

// RFC 3629, section 3.
void append_utf8(unsigned code, std::string& out) {
  const auto append_rest = [&](unsigned shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    append_rest(6);
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    append_rest(12);
    append_rest(6);
  }
  append_rest(0);
}

constexpr std::string_view kLetters = "\"\\/bfnrt";
constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
constexpr std::ptrdiff_t kEscapeMax = 6;
constexpr unsigned kNone = ~0U;

// The number that four hexadecimal digits are, kNone if they are not all such.
unsigned four_digits(const char* at) {
  unsigned code = 0;
  for (int i = 0; i < 4; ++i) {
    const unsigned digit = hex_digit(at[i]);
    if (digit > 15) return kNone;
    code = code << 4 | digit;
  }
  return code;
}

bool is_leading_surrogate(unsigned code) {
  return code >= 0xd800 && code <= 0xdbff;
}
bool is_trailing_surrogate(unsigned code) {
  return code >= 0xdc00 && code <= 0xdfff;
}

// RFC 8259, section 7; `at` is at the backslash and is moved behind the escape. A surrogate that stands alone is no text;
// what the line is then says the general reader.
bool append_escaped(const char*& at, const char* end, std::string& out) {
  if (end - at < kEscapeMax) return false;  // a line does not end that soon behind an escape
  if (at[1] != 'u') {
    const std::size_t letter = kLetters.find(at[1]);
    if (letter == std::string_view::npos) return false;
    out += kMeant[letter];
    at += 2;
    return true;
  }
  unsigned code = four_digits(at + 2);
  if (code == kNone || is_trailing_surrogate(code)) return false;
  at += kEscapeMax;
  if (is_leading_surrogate(code)) {
    if (end - at < kEscapeMax || at[0] != '\\' || at[1] != 'u') return false;
    const unsigned trailing = four_digits(at + 2);
    if (!is_trailing_surrogate(trailing)) return false;
    code = 0x10000 + ((code & 0x3ff) << 10 | (trailing & 0x3ff));
    at += kEscapeMax;
  }
  append_utf8(code, out);
  return true;
}

// Behind the plain bytes of a string. REQUIRES: 16 bytes behind `end` can be read.
const char* behind_plain(const char* at, const char* end) {
  std::size_t plain = kPlainStep;
  while (plain == kPlainStep && at < end) {
    plain = plain_bytes(at);
    at += plain;
  }
  return at < end ? at : end;
}

const char* behind_digits(const char* at, const char* end) {
  while (at < end && *at >= '0' && *at <= '9') ++at;
  return at;
}

// Behind digits, of which there has to be one.
const char* behind_some_digits(const char* at, const char* end) {
  const char* const behind = behind_digits(at, end);
  return behind == at ? nullptr : behind;
}

const char* end_of_list(const char* at, const char* end, int depth);

}  // namespace

const char* text_of_any_kind(const char* start, const char* end, std::string& arena, std::string_view& text) {
  const std::size_t mark = arena.size();
  for (const char* at = start; at < end;) {
    const char* const behind = behind_plain(at, end);
    arena.append(at, static_cast<std::size_t>(behind - at));
    at = behind;
    if (at == end) return nullptr;
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

const char* end_of_string(const char* at, const char* end) {
  while (true) {
    at = behind_plain(at, end);
    if (at == end) return nullptr;
    const auto c = static_cast<unsigned char>(*at);
    if (c == '"') return at + 1;
    if (c == '\\') {
      if (end - at < kEscapeMax) return nullptr;
      const bool is_code = at[1] == 'u';
      if (is_code ? four_digits(at + 2) == kNone : kLetters.find(at[1]) == std::string_view::npos) return nullptr;
      at += is_code ? kEscapeMax : 2;
      continue;
    }
    const std::size_t size = utf8_size({at, static_cast<std::size_t>(end - at)});
    if (c < 0x20 || size == 0) return nullptr;
    at += size;
  }
}

// RFC 8259, section 6.
const char* end_of_number(const char* at, const char* end) {
  if (at < end && *at == '-') ++at;
  const char* const whole = at;
  at = behind_some_digits(at, end);
  if (at == nullptr || (*whole == '0' && at - whole > 1)) return nullptr;
  if (at < end && *at == '.' && (at = behind_some_digits(at + 1, end)) == nullptr) return nullptr;
  if (at == end || (*at != 'e' && *at != 'E')) return at;
  ++at;
  if (at < end && (*at == '+' || *at == '-')) ++at;
  return behind_some_digits(at, end);
}

const char* end_of_value(const char* at, const char* end, int depth) {
  if (at >= end || depth == 0) return nullptr;
  const auto word = [&](std::string_view text) {
    return std::string_view(at, static_cast<std::size_t>(end - at)).starts_with(text) ? at + text.size() : nullptr;
  };
  switch (*at) {
    case '"':
      return end_of_string(at + 1, end);
    case '{':
    case '[':
      return end_of_list(at, end, depth - 1);
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    default:
      return end_of_number(at, end);
  }
}

namespace {

// Of an object or an array.
const char* end_of_list(const char* at, const char* end, int depth) {
  std::string unused;
  Cursor line({at, static_cast<std::size_t>(end - at)}, unused);
  const bool is_object = *at == '{';
  const char closing = is_object ? '}' : ']';
  line.mark(*at);
  if (line.looking_at(closing)) return line.at() + 1;
  do {
    if (is_object && !(line.expect("\"") && line.go_to(end_of_string(line.at(), end)) && line.mark(':'))) return nullptr;
    if (!line.go_to(end_of_value(line.at(), end, depth))) return nullptr;
    line.step_over_blanks();
    if (line.looking_at(closing)) return line.at() + 1;
  } while (line.mark(','));
  return nullptr;
}

}  // namespace

}  // namespace trace::json
