// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/cursor.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "common/base/text.h"

namespace trace::json {
namespace {

// The value of a hexadecimal digit, 16 for what is none.
unsigned hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

// RFC 3629, section 3. Writes four bytes at most, and returns where they end.
char* write_utf8(unsigned code, char* to) {
  const auto write_rest = [&](unsigned shift) { *to++ = static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    *to++ = static_cast<char>(code);
    return to;
  }
  if (code < 0x800) {
    *to++ = static_cast<char>(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    *to++ = static_cast<char>(0xe0 | code >> 12);
    write_rest(6);
  } else {
    *to++ = static_cast<char>(0xf0 | code >> 18);
    write_rest(12);
    write_rest(6);
  }
  write_rest(0);
  return to;
}

// What the letter behind a backslash means, 0 if it is none.
constexpr auto kMeant = [] {
  std::array<char, 256> meant{};
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  for (std::size_t i = 0; i < kLetters.size(); ++i) meant[static_cast<unsigned char>(kLetters[i])] = kMeanings[i];
  return meant;
}();
char meant_by(char letter) {
  return kMeant[static_cast<unsigned char>(letter)];
}

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

constexpr unsigned kReplacement =
    0xfffd;  // what Go reads for what is no text: a byte, or a surrogate that stands alone

// RFC 8259, section 7; `at` is at the backslash and is moved behind the escape.
bool write_escaped(const char*& at, const char* end, char*& to) {
  if (end - at < kEscapeMax) return false;  // a line does not end that soon behind an escape
  if (at[1] != 'u') {
    *to = meant_by(at[1]);
    if (*to++ == 0) return false;
    at += 2;
    return true;
  }
  unsigned code = four_digits(at + 2);
  if (code == kNone) return false;
  at += kEscapeMax;
  if (is_leading_surrogate(code)) {
    const bool may_follow = end - at >= kEscapeMax && at[0] == '\\' && at[1] == 'u';
    const unsigned trailing = may_follow ? four_digits(at + 2) : kNone;
    if (trailing != kNone && is_trailing_surrogate(trailing)) {
      code = 0x10000 + ((code & 0x3ff) << 10 | (trailing & 0x3ff));
      at += kEscapeMax;
    } else {
      code = kReplacement;
    }
  } else if (is_trailing_surrogate(code)) {
    code = kReplacement;
  }
  to = write_utf8(code, to);
  return true;
}

// Behind the plain bytes of a string. REQUIRES: 16 bytes behind `end` can be read.
const char* behind_plain(const char* at, const char* end) {
  std::size_t plain = plain_bytes(at);
  for (; plain == kPlainStep && at < end; plain = plain_bytes(at)) at += kPlainStep;
  return std::min(at + plain, end);
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

const char* behind_blanks(const char* at, const char* end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) ++at;
  return at;
}

// Behind a key and the colon.
const char* behind_key(const char* at, const char* end) {
  if (at == end || *at != '"' || (at = end_of_string(at + 1, end)) == nullptr) return nullptr;
  at = behind_blanks(at, end);
  return at == end || *at != ':' ? nullptr : behind_blanks(at + 1, end);
}

const char* end_of_list(const char* at, const char* end, int depth);

}  // namespace

// Gathers the text in pieces: to append a few bytes to a string costs more than to find them.
const char* text_of_any_kind(const char* start, const char* end, std::string& arena, std::string_view& text) {
  constexpr std::size_t kStep = 32;  // room for all that one turn writes
  std::array<char, 512> piece;
  char* to = piece.data();
  const std::size_t mark = arena.size();
  for (const char* at = start; at < end;) {
    if (to > piece.data() + piece.size() - kStep) {
      arena.append(piece.data(), to);
      to = piece.data();
    }
    std::memcpy(to, at, kPlainStep);
    const std::size_t plain = plain_bytes(at);
    at += plain;
    to += plain;
    if (plain == kPlainStep) continue;
    if (at >= end) return nullptr;
    const auto c = static_cast<unsigned char>(*at);
    if (c == '"') {
      arena.append(piece.data(), to);
      text = std::string_view(arena).substr(mark);
      return at + 1;
    }
    if (c == '\\') {
      if (!write_escaped(at, end, to)) return nullptr;
      continue;
    }
    if (c < 0x20) return nullptr;
    const std::size_t size = utf8_size({at, static_cast<std::size_t>(end - at)});
    to = size == 0 ? write_utf8(kReplacement, to) : std::copy(at, at + size, to);
    at += std::max<std::size_t>(size, 1);
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
      if (is_code ? four_digits(at + 2) == kNone : meant_by(at[1]) == 0) return nullptr;
      at += is_code ? kEscapeMax : 2;
      continue;
    }
    if (c < 0x20) return nullptr;
    at += std::max<std::size_t>(utf8_size({at, static_cast<std::size_t>(end - at)}), 1);
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
  const bool is_object = *at == '{';
  const char closing = is_object ? '}' : ']';
  at = behind_blanks(at + 1, end);
  if (at < end && *at == closing) return at + 1;
  while (true) {
    if (is_object && (at = behind_key(at, end)) == nullptr) return nullptr;
    at = end_of_value(at, end, depth);
    if (at == nullptr) return nullptr;
    at = behind_blanks(at, end);
    if (at == end) return nullptr;
    if (*at == closing) return at + 1;
    if (*at != ',') return nullptr;
    at = behind_blanks(at + 1, end);
  }
}

}  // namespace

}  // namespace trace::json
