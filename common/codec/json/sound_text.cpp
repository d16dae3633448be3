// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/sound_text.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/codec/json/general.h"

namespace trace::json {
namespace {

constexpr std::string_view kReplacement = "\\ufffd";

// Of "\uD83D", by the four digits after the u.
bool is_surrogate(std::string_view digits, char low, char high) {
  if (digits.size() < 4 || lower(digits[0]) != 'd' || !is_hex_digit(digits[2]) || !is_hex_digit(digits[3]))
    return false;
  return lower(digits[1]) >= low && lower(digits[1]) <= high;
}
bool is_leading(std::string_view escape) {
  return escape.starts_with("\\u") &&
         (is_surrogate(escape.substr(2), '8', '9') || is_surrogate(escape.substr(2), 'a', 'b'));
}
bool is_trailing(std::string_view escape) {
  return escape.starts_with("\\u") && is_surrogate(escape.substr(2), 'c', 'f');
}

bool has_surrogates(std::string_view line) {
  return line.find("\\ud") != std::string_view::npos || line.find("\\uD") != std::string_view::npos;
}

}  // namespace

std::string_view sound_text(std::string_view line, std::string& copy) {
  constexpr std::size_t kEscape = 6;
  if (!has_surrogates(line) && is_utf8(line)) return line;
  copy.clear();
  while (!line.empty()) {
    const auto plain = static_cast<std::size_t>(
        std::find_if(line.begin(), line.end(), [](char c) { return c == '\\' || c < 0; }) - line.begin());
    copy.append(line.substr(0, plain));
    line.remove_prefix(plain);
    if (line.empty()) break;
    std::size_t size = std::min<std::size_t>(2, line.size());  // of an escape, or of its beginning
    if (line[0] != '\\') {
      size = std::max<std::size_t>(utf8_size(line), 1);
      append_as_utf8(copy, line.substr(0, size));
    } else if (is_leading(line) && is_trailing(line.substr(kEscape))) {
      size = 2 * kEscape;
      copy.append(line.substr(0, size));
    } else if (is_leading(line) || is_trailing(line)) {
      size = kEscape;
      copy.append(kReplacement);
    } else {
      copy.append(line.substr(0, size));
    }
    line.remove_prefix(size);
  }
  const std::size_t size = copy.size();
  copy.append(GeneralReader::kPadding, '\0');
  return std::string_view(copy).substr(0, size);
}

}  // namespace trace::json
