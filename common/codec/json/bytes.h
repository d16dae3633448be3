// SPDX-License-Identifier: Apache-2.0
// Looking at a few bytes of JSON, 8 or 16 at a time.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Steps of a few instructions within functions that are too large for the compiler to inline them of itself.
#define TRACE_INLINE [[gnu::always_inline]] inline
// The same for a lambda, behind its parameters.
#define TRACE_INLINED __attribute__((always_inline))

namespace trace::json {

static_assert(std::endian::native == std::endian::little);

// What a value is, by its first byte.
enum class Kind : std::uint8_t { null, boolean, number, text, list, object, none };

inline constexpr auto kKinds = [] {
  std::array<Kind, 256> kinds{};
  kinds.fill(Kind::none);
  kinds['n'] = Kind::null;
  kinds['t'] = kinds['f'] = Kind::boolean;
  for (unsigned char c = '0'; c <= '9'; ++c) kinds[c] = Kind::number;
  kinds['-'] = Kind::number;
  kinds['"'] = Kind::text;
  kinds['['] = Kind::list;
  kinds['{'] = Kind::object;
  return kinds;
}();
TRACE_INLINE constexpr Kind kind_of(char first) {
  return kKinds[static_cast<unsigned char>(first)];
}

template <class Word = std::uint64_t>
TRACE_INLINE Word word_at(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

// Whether `size` bytes are the same. To call memcmp costs more than to compare a key does.
TRACE_INLINE bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      if (word_at(a + i) != word_at(b + i)) return false;
    }
    return word_at(a + size - 8) == word_at(b + size - 8);
  }
  if (size >= 4) {
    return word_at<std::uint32_t>(a) == word_at<std::uint32_t>(b) &&
           word_at<std::uint32_t>(a + size - 4) == word_at<std::uint32_t>(b + size - 4);
  }
  while (size > 0 && a[size - 1] == b[size - 1]) --size;
  return size == 0;
}

// The same for a size that is known, without a branch between the words.
template <std::size_t size>
TRACE_INLINE std::uint64_t difference(const char* a, const char* b) {
  if constexpr (size > 8) {
    return (word_at(a) ^ word_at(b)) | difference<size - 8>(a + 8, b + 8);
  } else if constexpr (size == 8) {
    return word_at(a) ^ word_at(b);
  } else if constexpr (size >= 4) {
    return (word_at<std::uint32_t>(a) ^ word_at<std::uint32_t>(b)) | difference<size - 4>(a + 4, b + 4);
  } else if constexpr (size >= 2) {
    return static_cast<std::uint64_t>(word_at<std::uint16_t>(a) ^ word_at<std::uint16_t>(b)) |
           difference<size - 2>(a + 2, b + 2);
  } else if constexpr (size == 1) {
    return static_cast<unsigned char>(*a ^ *b);
  } else {
    return 0;
  }
}

// At most 32 bytes, compared with what stands in a line without a branch for their size.
class ShortText {
 public:
  static constexpr std::size_t kMax = 32;

  ShortText() = default;
  // REQUIRES: text has at most kMax bytes.
  explicit ShortText(std::string_view text) : size_(text.size()) {
    if (text.empty()) return;
    std::memcpy(bytes_.data(), text.data(), text.size());
    std::memset(mask_.data(), 0xff, text.size());
  }
  // One that stands nowhere.
  static ShortText never() {
    ShortText text;
    text.size_ = SIZE_MAX;
    return text;
  }
  std::size_t size() const { return size_; }
  // REQUIRES: it is not never().
  std::string_view view() const { return {bytes_.data(), size_}; }
  // REQUIRES: kMax bytes can be read.
  TRACE_INLINE bool is_at(const char* at) const {
    std::uint64_t others = 0;
    for (std::size_t i = 0; i < kMax; i += 8) {
      others |= (word_at(at + i) ^ word_at(bytes_.data() + i)) & word_at(mask_.data() + i);
    }
    return others == 0;
  }

 private:
  std::array<char, kMax> bytes_{};
  std::array<char, kMax> mask_{};
  std::size_t size_ = 0;
};

inline constexpr std::uint64_t kEveryByte = 0x0101010101010101;
inline constexpr std::uint64_t kHighBits = 0x8080808080808080;

// How many bytes stand before the first one marked by its high bit. REQUIRES: mark is not 0.
TRACE_INLINE std::size_t bytes_before(std::uint64_t mark) {
  return static_cast<std::size_t>(std::countr_zero(mark)) / 8;
}

// How many bytes of plain text stand at `at`, up to kPlainStep, which many can be read there. Quotes, backslashes, control
// characters and what is not ASCII are not plain.
#if defined(__SSE2__)
inline constexpr std::size_t kPlainStep = 16;
TRACE_INLINE std::size_t plain_bytes(const char* at) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));  // signed: what is not ASCII is negative
  const int ends = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), others));
  return ends == 0 ? kPlainStep : static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(ends)));
}
#else
inline constexpr std::size_t kPlainStep = 8;
TRACE_INLINE std::size_t plain_bytes(const char* at) {
  const std::uint64_t word = word_at(at);
  const std::uint64_t quote = word ^ (kEveryByte * '"');
  const std::uint64_t backslash = word ^ (kEveryByte * '\\');
  // The lowest mark is right; those above it may be wrong (a borrow).
  const std::uint64_t ends =
      ((quote - kEveryByte) | (backslash - kEveryByte) | (word - kEveryByte * 0x20) | word) & kHighBits;
  return ends == 0 ? kPlainStep : bytes_before(ends);
}
#endif

// How many digits the word begins with.
TRACE_INLINE std::size_t digits_before(std::uint64_t word) {
  const std::uint64_t low = word ^ (kEveryByte * '0');  // a digit is 0..9 now
  const std::uint64_t others = (((low & ~kHighBits) + kEveryByte * 0x76) | low) & kHighBits;
  return others == 0 ? 8 : bytes_before(others);
}

// The number that the first `count` digits of the word are, at most 8: three multiplications instead of a chain of
// `count`. REQUIRES: they are digits.
TRACE_INLINE std::uint64_t number_of_digits(std::uint64_t word, std::size_t count) {
  if (count == 0) return 0;
  word -= kEveryByte * '0';
  word <<= 8 * (8 - count);        // what is behind them falls off, zeros come before them
  word = word * 10 + (word >> 8);  // pairs
  return ((word & 0x000000ff000000ff) * (100 + (std::uint64_t{1'000'000} << 32)) +
          (word >> 16 & 0x000000ff000000ff) * (1 + (std::uint64_t{10'000} << 32))) >>
         32;
}

inline constexpr std::array<std::uint64_t, 9> kPowersOfTen = {1,      10,      100,      1000,     10000,
                                                              100000, 1000000, 10000000, 100000000};

}  // namespace trace::json
