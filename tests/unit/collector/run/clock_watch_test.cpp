// SPDX-License-Identifier: Apache-2.0
#include "collector/run/clock_watch.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

constexpr std::uint64_t kBootTime = 1'700'000'000'000'000'000;

TEST_CASE("the offset between the clocks is known to half of the time that reading them took") {
  const ClockReading reading = clock_reading(1'000, kBootTime + 1'050, 1'100);
  CHECK(reading.boot_time_ns == kBootTime);
  CHECK(reading.error_ns == 50);
  CHECK(reading.time_ns == 1'100);
}

TEST_CASE("a step of the wall clock is told once, forwards and backwards") {
  ClockWatch watch(kBootTime);
  const auto forwards = watch.look({5, kBootTime + 2'000'000, 40});
  REQUIRE(forwards);
  CHECK(forwards->header.kind == WIRE_KIND_CLOCK);
  CHECK(forwards->time_ns == 5);
  CHECK(forwards->boot_time_ns == kBootTime + 2'000'000);
  CHECK(forwards->error_ns == 40);
  CHECK_FALSE(watch.look({6, kBootTime + 2'000'000, 40}));
  const auto backwards = watch.look({7, kBootTime - 3'600'000'000'000, 40});
  REQUIRE(backwards);
  CHECK(backwards->boot_time_ns == kBootTime - 3'600'000'000'000);
}

TEST_CASE("what is no more than drift, or than the error of the reading, is not a step; drift adds up to one") {
  ClockWatch watch(kBootTime);
  CHECK_FALSE(watch.look({1, kBootTime + 600'000, 40}));
  CHECK_FALSE(watch.look({2, kBootTime + 9'000'000, 8'000'000}));
  CHECK(watch.look({3, kBootTime + 1'200'000, 40}));
}

TEST_CASE("the clocks of this machine do not step while they are looked at") {
  ClockWatch watch(read_clocks().boot_time_ns);
  CHECK_FALSE(watch.look(read_clocks()));
}

}  // namespace
}  // namespace trace
