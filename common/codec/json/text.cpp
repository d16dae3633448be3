// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/text.h"

#include <array>
#include <bit>
#include <cmath>

#include "common/base/text.h"
#include "common/codec/json/bytes.h"

namespace trace {
namespace {

constexpr std::uint64_t kEightDigits = 100'000'000;

// The eight digits of a number below kEightDigits, the first one lowest, each 0 to 9: halves, then quarters, then digits, all of
// them at once. A division by 100 or 10 is a multiplication here, exact for numbers below 10,000 and 100.
constexpr std::uint64_t digits_of(std::uint64_t value) {
  std::uint64_t parts = value / 10'000 | value % 10'000 << 32;
  const std::uint64_t hundreds = parts * 10'486 >> 20 & 0x0000'007f'0000'007f;
  parts = hundreds | (parts - hundreds * 100) << 16;
  const std::uint64_t tens = parts * 103 >> 10 & 0x000f'000f'000f'000f;
  return tens | (parts - tens * 10) << 8;
}
static_assert(digits_of(12'345'678) == 0x08'07'06'05'04'03'02'01);

constexpr std::uint64_t kLastDigit = std::uint64_t{1} << 56;  // is there even if it is 0

constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x20; c < 0x80; ++c) plain[c] = true;
  for (const char c : {'"', '\\', '<', '>', '&'}) plain[static_cast<unsigned char>(c)] = false;
  plain[0x7f] = true;
  return plain;
}();

#if defined(__SSE2__)
constexpr std::size_t kStep = 16;
// Whether kStep bytes are all plain.
bool all_plain(const char* at) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));  // signed: what is not ASCII is negative
  for (const char c : {'"', '\\', '<', '>', '&'})
    others = _mm_or_si128(others, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
  return _mm_movemask_epi8(others) == 0;
}
#else
constexpr std::size_t kStep = 8;
bool all_plain(const char* at) {
  for (std::size_t i = 0; i < kStep; ++i) {
    if (!kPlain[static_cast<unsigned char>(at[i])]) return false;
  }
  return true;
}
#endif

// How many plain bytes the text begins with.
std::size_t plain_beginning(std::string_view text) {
  std::size_t plain = 0;
  while (plain + kStep <= text.size() && all_plain(text.data() + plain)) plain += kStep;
  while (plain < text.size() && kPlain[static_cast<unsigned char>(text[plain])]) ++plain;
  return plain;
}

void append_ascii_escape(std::string& out, unsigned char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      append_hex(out, c);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_beginning(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const auto c = static_cast<unsigned char>(text.front());
    const std::size_t size = utf8_size(text);
    const std::string_view sequence = text.substr(0, size == 0 ? 1 : size);
    if (c < 0x80) {
      append_ascii_escape(out, c);
    } else if (size == 0) {
      out += "\\ufffd";
    } else if (sequence == "\xe2\x80\xa8" || sequence == "\xe2\x80\xa9") {
      out += sequence.back() == '\xa8' ? "\\u2028" : "\\u2029";
    } else {
      out.append(sequence);
    }
    text.remove_prefix(sequence.size());
  }
  out += '"';
}

void append_decimal(std::string& out, std::uint64_t value) {
  std::uint64_t words[3] = {};
  std::size_t count = 0;
  if (value >= kEightDigits * kEightDigits) words[count++] = digits_of(value / (kEightDigits * kEightDigits));
  if (value >= kEightDigits) words[count++] = digits_of(value / kEightDigits % kEightDigits);
  words[count++] = digits_of(value % kEightDigits);
  const std::size_t zeros = static_cast<std::size_t>(std::countr_zero(words[0] | kLastDigit)) / 8;
  for (std::uint64_t& word : words) word |= json::kEveryByte * '0';
  out.append(reinterpret_cast<const char*>(words) + zeros, count * sizeof(words[0]) - zeros);
}

void append_json_base64(std::string& out, std::string_view bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out += '"';
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    unsigned bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= group.size() ? kDigits[bits >> (18 - 6 * i) & 0x3f] : '=';
    }
  }
  out += '"';
}

// encoding/json, floatEncoder: an exponent below 1e-6 and from 1e21 on, without a leading zero of its digits.
void append_json_double(std::string& out, double value) {
  const double size = std::abs(value);
  const bool fixed = size == 0 || (size >= 1e-6 && size < 1e21);
  char digits[32];
  const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
  std::string_view text(digits, std::to_chars(digits, digits + sizeof(digits), value, format).ptr);
  const std::size_t zero = text.size() >= 2 ? text.size() - 2 : 0;
  if (!fixed && text[zero] == '0' && text[zero - 1] == '-') {
    out.append(text.substr(0, zero));
    text.remove_prefix(zero + 1);
  }
  out.append(text);
}

}  // namespace trace
