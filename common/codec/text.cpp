// SPDX-License-Identifier: Apache-2.0
#include "common/codec/text.h"

#include <cmath>
#include <limits>

namespace trace {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

using ByteSet = std::array<bool, 256>;

// Bytes that JSON text can hold as they are.
constexpr ByteSet kJsonPlain = [] {
  ByteSet plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte)
    plain[byte] = true;
  for (const char special : {'"', '\\', '<', '>', '&'}) {
    plain[static_cast<unsigned char>(special)] = false;
  }
  return plain;
}();

constexpr ByteSet kTerminalPlain = [] {
  ByteSet plain{};
  for (std::size_t byte = 0x20; byte < 0x7f; ++byte)
    plain[byte] = true;
  return plain;
}();

std::size_t plain_prefix(std::string_view text, const ByteSet& plain) {
  std::size_t length = 0;
  while (length < text.size() && plain[static_cast<unsigned char>(text[length])])
    ++length;
  return length;
}

void append_hex_byte(unsigned char byte, std::string& out) {
  out += kHexDigits[byte >> 4];
  out += kHexDigits[byte & 0xf];
}

void append_json_ascii(char special, std::string& out) {
  switch (special) {
    case '"':
    case '\\':
      out += '\\';
      out += special;
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
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
      append_hex_byte(static_cast<unsigned char>(special), out);
  }
}

// U+0080..U+009F, U+200E, U+200F, U+202A..U+202E, U+2066..U+2069, and the line separators.
bool disturbs_terminal(std::string_view sequence) {
  if (sequence.size() == 2) return sequence[0] == '\xc2' && sequence[1] < '\xa0';
  if (!sequence.starts_with("\xe2\x80") && !sequence.starts_with("\xe2\x81")) return false;
  const bool low = sequence[1] == '\x80';
  const auto last = static_cast<unsigned char>(sequence[2]);
  return low ? last == 0x8e || last == 0x8f || (last >= 0xa8 && last <= 0xae)
             : last >= 0xa6 && last <= 0xa9;
}

void append_float(double number, double fixed_from, bool two_digits, std::string& out) {
  const double size = std::fabs(number);
  const bool fixed = size == 0 || (size >= fixed_from && size < 1e21);
  std::array<char, 64> text;
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), number,
                    fixed ? std::chars_format::fixed : std::chars_format::scientific);
  std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
  // to_chars writes at least two digits of an exponent; Go's JSON writes a negative one of one
  // digit as one.
  const std::size_t exponent = digits.find("e-0");
  if (two_digits || exponent == std::string_view::npos) {
    out += digits;
    return;
  }
  out += digits.substr(0, exponent + 2);
  out += digits.substr(exponent + 3);
}

constexpr std::array<std::int8_t, 256> kFromBase64 = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64.size(); ++i) {
    values[static_cast<unsigned char>(kBase64[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}();

}  // namespace

void append_hex(std::uint64_t number, std::string& out) {
  std::array<char, 16> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number, 16);
  out += "0x";
  out.append(text.data(), end);
}

void append_json_float(double number, std::string& out) {
  append_float(number, 1e-6, false, out);
}

void append_plain_float(double number, std::string& out) {
  append_float(number, 1e-4, true, out);
}

void append_base64(std::string_view bytes, std::string& out) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    out += kBase64[group >> 18];
    out += kBase64[group >> 12 & 0x3f];
    out += i + 1 < bytes.size() ? kBase64[group >> 6 & 0x3f] : '=';
    out += i + 2 < bytes.size() ? kBase64[group & 0x3f] : '=';
  }
}

bool append_from_base64(std::string_view text, std::string& out) {
  if (text.size() % 4 != 0) return false;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  const std::size_t digits = text.size() - padding;
  const std::size_t start = out.size();
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int value = i < digits ? kFromBase64[static_cast<unsigned char>(text[i])] : 0;
    if (value < 0) {
      out.resize(start);
      return false;
    }
    group = group << 6 | static_cast<std::uint32_t>(value);
    if (i % 4 != 3) continue;
    for (const int shift : {16, 8, 0})
      out += static_cast<char>(group >> shift & 0xff);
    group = 0;
  }
  out.resize(out.size() - padding);
  return true;
}

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  if (lead == 0xe0 && second < 0xa0) return 0;   // overlong
  if (lead == 0xed && second >= 0xa0) return 0;  // a surrogate
  if (lead == 0xf0 && second < 0x90) return 0;   // overlong
  if (lead == 0xf4 && second >= 0x90) return 0;  // above U+10FFFF
  return length;
}

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_prefix(text, kJsonPlain);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    const std::string_view sequence = text.substr(0, length == 0 ? 1 : length);
    if (length == 0) {
      out += "\\ufffd";
    } else if (length == 1) {
      append_json_ascii(text.front(), out);
    } else if (sequence == "\xe2\x80\xa8") {
      out += "\\u2028";
    } else if (sequence == "\xe2\x80\xa9") {
      out += "\\u2029";
    } else {
      out += sequence;
    }
    text.remove_prefix(sequence.size());
  }
  out += '"';
}

void append_printable(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t plain = plain_prefix(text, kTerminalPlain);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    const std::string_view sequence = text.substr(0, length == 0 ? 1 : length);
    if (length < 2 || disturbs_terminal(sequence)) {
      for (const char byte : sequence) {
        out += "\\x";
        append_hex_byte(static_cast<unsigned char>(byte), out);
      }
    } else {
      out += sequence;
    }
    text.remove_prefix(sequence.size());
  }
}

}  // namespace trace
