// SPDX-License-Identifier: Apache-2.0
#include "common/base/hex.h"

#include <algorithm>
#include <charconv>

#include "common/base/text.h"

namespace trace {

bool read_hex(std::string_view digits, std::span<std::uint8_t> bytes) {
  if (digits.size() != 2 * bytes.size() || !std::all_of(digits.begin(), digits.end(), is_hex_digit)) return false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::from_chars(digits.data() + 2 * i, digits.data() + 2 * i + 2, bytes[i], 16);
  }
  return true;
}

}  // namespace trace
