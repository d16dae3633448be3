// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/moment.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

constexpr std::uint64_t kNoon = 1'764'158'400'000'000'000;  // 2025-11-26T12:00:00Z

std::uint64_t ns(std::string_view text) {
  const auto moment = parse_moment(text);
  INFO(text);
  REQUIRE(moment);
  CHECK_FALSE(moment->is_relative);
  return moment->ns;
}

TEST_CASE("a time of RFC 3339, with a fraction or an offset") {
  CHECK(ns("2025-11-26T12:00:00Z") == kNoon);
  CHECK(ns("2025-11-26t12:00:00z") == kNoon);
  CHECK(ns("2025-11-26 12:00:00Z") == kNoon);
  CHECK(ns("2025-11-26T12:00:00.000000001Z") == kNoon + 1);
  CHECK(ns("2025-11-26T12:00:00.5Z") == kNoon + 500'000'000);
  CHECK(ns("2025-11-26T12:00:00.1234567899Z") == kNoon + 123'456'789);
  CHECK(ns("2025-11-26T13:30:00+01:30") == kNoon);
  CHECK(ns("2025-11-26T11:00:00-01:00") == kNoon);
  CHECK(ns("2024-02-29T00:00:00Z") == 1'709'164'800'000'000'000);
}

TEST_CASE("a time as JSON has it") {
  CHECK(ns("1764158400000000000") == kNoon);
}

TEST_CASE("a time after the beginning of the recording") {
  const auto moment = parse_moment("+1h30m250ms");
  REQUIRE(moment);
  CHECK(moment->is_relative);
  CHECK(moment->ns == 5'400'250'000'000);
  CHECK(moment->in_recording(10) == 5'400'250'000'010);
  CHECK(parse_moment("+2d")->ns == 172'800'000'000'000);
  CHECK(parse_moment("+5")->ns == 5'000'000'000);
  CHECK(Moment{UINT64_MAX, true}.in_recording(5) == UINT64_MAX);
  CHECK(Moment{7, false}.in_recording(5) == 7);
}

TEST_CASE("what is no time is refused") {
  for (const char* text : {"",
                           "+",
                           "+m",
                           "+5x",
                           "+5m-",
                           "+99999999999999999d",
                           "yesterday",
                           "2025-11-26",
                           "2025-11-26T12:00:00",
                           "2025-02-29T12:00:00Z",
                           "2025-11-26T24:00:00Z",
                           "2025-11-26T12:60:00Z",
                           "2025-11-26T12:00:00.Z",
                           "2025-11-26T12:00:00Zx",
                           "2025-11-26T12:00:00+1:00",
                           "2025-11-26T12:00:00+01:60",
                           "1969-12-31T23:59:59Z",
                           "9999-01-01T00:00:00Z",
                           "99999999999999999999",
                           "-5m",
                           "12 "}) {
    INFO(text);
    CHECK_FALSE(parse_moment(text));
  }
}

}  // namespace
}  // namespace trace
