// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/text.h"

#include <array>
#include <cmath>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x20; c < 0x80; ++c) plain[c] = true;
  for (const char c : {'"', '\\', '<', '>', '&'}) plain[static_cast<unsigned char>(c)] = false;
  plain[0x7f] = true;
  return plain;
}();

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
    std::size_t plain = 0;
    while (plain < text.size() && kPlain[static_cast<unsigned char>(text[plain])]) ++plain;
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
