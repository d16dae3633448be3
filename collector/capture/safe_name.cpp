// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/safe_name.h"

#include "common/base/text.h"

namespace trace {

std::string safe_name(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = is_letter(c) || is_digit(c) || c == '-' || c == '_' || (c == '.' && !out.empty());
    if (out.size() + (is_plain ? 1 : 3) > kNamePartMax) break;
    if (is_plain) {
      out += c;
    } else {
      out += '%';
      append_hex(out, static_cast<unsigned char>(c));
    }
  }
  return out.empty() ? "%" : out;
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

}  // namespace trace
