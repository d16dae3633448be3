// SPDX-License-Identifier: Apache-2.0
#include "common/cli/units.h"

#include <catch2/catch.hpp>

namespace trace {

TEST_CASE("times have units, and seconds if they have none") {
  using namespace std::chrono_literals;
  CHECK(*parse_duration("500ms") == 500ms);
  CHECK(*parse_duration("10") == 10s);
  CHECK(*parse_duration("2m") == 2min);
  CHECK(*parse_duration("1h") == 1h);
  CHECK(*parse_duration("1d") == 24h);
  CHECK(*parse_duration("1h30m250ms") == 1h + 30min + 250ms);
  for (const std::string_view wrong :
       {"", "0", "0s", "m", "1y", "-1s", "1 s", "1h-", "1hm", "9999999999h", "2562047h3000h"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_duration(wrong));
  }
}

TEST_CASE("sizes have units, and are bytes if they have none") {
  CHECK(*parse_size("12") == 12);
  CHECK(*parse_size("512k") == 512 << 10);
  CHECK(*parse_size("16M") == 16 << 20);
  CHECK(*parse_size("2G") == std::uint64_t{2} << 30);
  for (const std::string_view wrong : {"", "G", "1T", "-1", "1.5M", "1M1k"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_size(wrong));
  }
}

}  // namespace trace
