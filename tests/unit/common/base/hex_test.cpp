// SPDX-License-Identifier: Apache-2.0
#include "common/base/hex.h"

#include <array>

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("digits are read if there are two for each byte") {
  std::array<std::uint8_t, 3> bytes{};
  REQUIRE(read_hex("00fF7a", bytes));
  CHECK(bytes == std::array<std::uint8_t, 3>{0, 255, 122});
  for (const char* const wrong : {"", "00ff7", "00ff7a0", "00ff7g", "00ff 7", "+0ff7a"})
    CHECK_FALSE(read_hex(wrong, bytes));
}

}  // namespace
}  // namespace trace
