// SPDX-License-Identifier: Apache-2.0
// Comparing and reading a few bytes of JSON, 8 at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace trace::json {

template <class Word>
bool same_word(const char* a, const char* b) {
  Word x;
  Word y;
  std::memcpy(&x, a, sizeof x);
  std::memcpy(&y, b, sizeof y);
  return x == y;
}

// Whether `size` bytes are the same. A call of memcmp costs more than to compare a key does.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      if (!same_word<std::uint64_t>(a + i, b + i)) return false;
    }
    return same_word<std::uint64_t>(a + size - 8, b + size - 8);
  }
  if (size >= 4) {
    return same_word<std::uint32_t>(a, b) && same_word<std::uint32_t>(a + size - 4, b + size - 4);
  }
  while (size > 0 && a[size - 1] == b[size - 1])
    --size;
  return size == 0;
}

// Reads `count` digits, at most 8, with three multiplications instead of a chain of `count`.
// REQUIRES: count > 0, and 8 bytes at `text` can be read.
inline bool read_digits(const char* text, std::size_t count, std::uint64_t& number) {
  std::uint64_t digits;
  std::memcpy(&digits, text, sizeof digits);
  digits -= 0x3030303030303030;  // '0'..'9' to 0..9
  digits <<= 8 * (8 - count);    // what is behind them falls off, zeros come before them
  const std::uint64_t high_if_none = (digits + 0x7676767676767676) | digits;
  if ((high_if_none & 0x8080808080808080) != 0) return false;
  digits = digits * 10 + (digits >> 8);  // pairs
  number = ((digits & 0x000000ff000000ff) * (100 + (std::uint64_t{1'000'000} << 32)) +
            (digits >> 16 & 0x000000ff000000ff) * (1 + (std::uint64_t{10'000} << 32))) >>
           32;
  return true;
}

}  // namespace trace::json
