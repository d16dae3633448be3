// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"

#include <algorithm>

#include "common/base/letters.h"

namespace trace {

std::vector<std::string_view> parts_of(std::string_view list, char separator) {
  std::vector<std::string_view> parts;
  for_each_part(list, separator, [&](std::string_view part) { parts.push_back(part); });
  return parts;
}

bool has_part(std::string_view list, char separator, std::string_view part) {
  bool found = false;
  for_each_part(list, separator, [&](std::string_view one) { found = found || one == part; });
  return found;
}

void append_lower(std::string& out, std::string_view text) {
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      out += lower(text.front());
      text.remove_prefix(1);
      continue;
    }
    const std::size_t size = utf8_size(text);
    if (size == 0) {
      out += text.front();
    } else {
      append_utf8(out, lower_of(code_of_utf8(text.substr(0, size))));
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
}

std::string lowered(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_lower(out, text);
  return out;
}

std::string uppered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = upper(c);
  return out;
}

void append_hex(std::string& out, unsigned char byte) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  out += kDigits[byte >> 4U];
  out += kDigits[byte & 0xfU];
}

// RFC 3629, section 4.
std::size_t utf8_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const unsigned low = first == 0xe0 ? 0xa0 : 0x80;
    const unsigned high = first == 0xed ? 0x9f : 0xbf;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const unsigned low = first == 0xf0 ? 0x90 : 0x80;
    const unsigned high = first == 0xf4 ? 0x8f : 0xbf;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

char32_t code_of_utf8(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first;
  char32_t code = first & (0xffU >> (sequence.size() + 1));
  for (const char c : sequence.substr(1)) code = code << 6U | (static_cast<unsigned char>(c) & 0x3fU);
  return code;
}

// RFC 3629, section 3.
void append_utf8(std::string& out, char32_t code) {
  const auto rest = [&](unsigned shift) { out += static_cast<char>(0x80U | (code >> shift & 0x3fU)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xc0U | code >> 6U);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0U | code >> 12U);
    rest(6);
  } else {
    out += static_cast<char>(0xf0U | code >> 18U);
    rest(12);
    rest(6);
  }
  rest(0);
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

void append_as_utf8(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_size(text);
    if (size == 0) {
      append_utf8(out, 0xfffd);
    } else {
      out.append(text.substr(0, size));
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  std::string out = std::to_string(count) + " ";
  if (count != 1 && !many.empty()) return out.append(many);
  return out.append(one).append(count == 1 ? "" : "s");
}

}  // namespace trace
