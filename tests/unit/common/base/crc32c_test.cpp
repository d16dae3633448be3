// SPDX-License-Identifier: Apache-2.0
#include "common/base/crc32c.h"

#include <string>

#include <catch2/catch.hpp>

namespace trace {
namespace {

// Bytes that do not repeat soon.
std::string some_bytes(std::size_t size) {
  std::string bytes;
  for (std::uint32_t state = 1; bytes.size() < size; state = state * 1664525 + 1013904223) {
    bytes += static_cast<char>(state >> 24);
  }
  return bytes;
}

TEST_CASE("the checksums are those of RFC 3720, appendix B.4") {
  std::string rising, falling;
  for (int i = 0; i < 32; ++i) rising += static_cast<char>(i), falling += static_cast<char>(31 - i);
  for (const auto way : {&crc32c_portable, static_cast<decltype(&crc32c_portable)>(&crc32c)}) {
    CHECK(way(0, "") == 0);
    CHECK(way(0, "123456789") == 0xe3069283);
    CHECK(way(0, std::string(32, '\0')) == 0x8a9136aa);
    CHECK(way(0, std::string(32, '\xff')) == 0x62a8ab43);
    CHECK(way(0, rising) == 0x46dd794e);
    CHECK(way(0, falling) == 0x113fdb5c);
  }
}

TEST_CASE("both ways to a checksum agree on every size, also around the size of the lanes") {
  const std::string bytes = some_bytes(10'000);
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string_view some = std::string_view(bytes).substr(size % 7, size);
    CHECK(crc32c(some) == crc32c_portable(0, some));
  }
  for (const std::size_t size : {3071U, 3072U, 3073U, 3079U, 3080U, 6143U, 6144U, 6145U, 9999U}) {
    const std::string_view some = std::string_view(bytes).substr(0, size);
    CHECK(crc32c(some) == crc32c_portable(0, some));
  }
}

TEST_CASE("a checksum can be gone on with at any place") {
  const std::string bytes = some_bytes(7'000);
  const std::string_view all = bytes;
  for (std::size_t at = 0; at <= all.size(); at += 97)
    CHECK(crc32c(crc32c(all.substr(0, at)), all.substr(at)) == crc32c(all));
}

}  // namespace
}  // namespace trace
