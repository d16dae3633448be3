// SPDX-License-Identifier: Apache-2.0
// The instruction of SSE4.2 takes 3 cycles for 8 bytes, but one can be begun every cycle: long inputs are cut into three
// lanes that are summed side by side. The sums are joined by what CRC is linear in: the sum of A followed by B is the sum of A
// moved over as many zeros as B has bytes, xor that of B begun with 0. Moving over a fixed number of zeros is a linear map of
// 32 bits, here four tables of 256 that the compiler makes. Tested by tests/unit/common/base/crc32c_test.cpp, which holds both
// ways against the known vectors and each other.
#include "common/base/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace trace {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78;  // bits reversed

using Bytes256 = std::array<std::uint32_t, 256>;

constexpr Bytes256 kByte = [] {
  Bytes256 table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? kPolynomial : 0);
    table[i] = crc;
  }
  return table;
}();

#if defined(__x86_64__)

constexpr std::size_t kLane = 1024;  // bytes; a multiple of 8

using Map = std::array<std::uint32_t, 32>;  // a linear map: the image of each bit

constexpr std::uint32_t apply(const Map& map, std::uint32_t crc) {
  std::uint32_t image = 0;
  for (unsigned bit = 0; crc != 0; ++bit, crc >>= 1) image ^= (crc & 1) != 0 ? map[bit] : 0;
  return image;
}

// How a sum changes over kLane zeros: the map of one zero byte, squared ten times.
constexpr std::array<Bytes256, 4> kOverLane = [] {
  static_assert(kLane == 1 << 10);
  Map map{};
  for (unsigned bit = 0; bit < 32; ++bit) {
    const std::uint32_t crc = std::uint32_t{1} << bit;
    map[bit] = crc >> 8 ^ kByte[crc & 0xff];
  }
  for (int i = 0; i < 10; ++i) {
    Map squared{};
    for (unsigned bit = 0; bit < 32; ++bit) squared[bit] = apply(map, map[bit]);
    map = squared;
  }
  std::array<Bytes256, 4> tables{};
  for (unsigned byte = 0; byte < 4; ++byte) {
    for (std::uint32_t i = 0; i < 256; ++i) tables[byte][i] = apply(map, i << (8 * byte));
  }
  return tables;
}();

std::uint64_t over_lane(std::uint64_t crc) {
  return kOverLane[0][crc & 0xff] ^ kOverLane[1][crc >> 8 & 0xff] ^ kOverLane[2][crc >> 16 & 0xff] ^
         kOverLane[3][crc >> 24 & 0xff];
}

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

__attribute__((target("sse4.2"))) std::uint32_t crc32c_sse42(std::uint32_t crc, std::string_view bytes) {
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t sum = ~crc;
  for (; left >= 3 * kLane; at += 3 * kLane, left -= 3 * kLane) {
    std::uint64_t second = 0;
    std::uint64_t third = 0;
    for (std::size_t i = 0; i < kLane; i += 8) {
      sum = _mm_crc32_u64(sum, word_at(at + i));
      second = _mm_crc32_u64(second, word_at(at + kLane + i));
      third = _mm_crc32_u64(third, word_at(at + 2 * kLane + i));
    }
    sum = over_lane(over_lane(sum) ^ second) ^ third;
  }
  for (; left >= 8; at += 8, left -= 8) sum = _mm_crc32_u64(sum, word_at(at));
  for (; left > 0; ++at, --left) {
    sum = _mm_crc32_u8(static_cast<std::uint32_t>(sum), static_cast<unsigned char>(*at));
  }
  return ~static_cast<std::uint32_t>(sum);
}

const bool kHasSse42 = __builtin_cpu_supports("sse4.2") != 0;

#endif

}  // namespace

std::uint32_t crc32c_portable(std::uint32_t crc, std::string_view bytes) {
  crc = ~crc;
  for (const char byte : bytes) crc = crc >> 8 ^ kByte[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
  return ~crc;
}

std::uint32_t crc32c(std::uint32_t crc, std::string_view bytes) {
#if defined(__x86_64__)
  if (kHasSse42) return crc32c_sse42(crc, bytes);
#endif
  return crc32c_portable(crc, bytes);
}

}  // namespace trace
