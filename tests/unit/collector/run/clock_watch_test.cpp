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
  const Clocks clocks = Clocks::of_this_process();
  ClockWatch watch(clocks.read().boot_time_ns);
  CHECK_FALSE(watch.look(clocks.read()));
}

TEST_CASE("the offset of a time namespace is in the line of its clock") {
  CHECK(boottime_offset_ns("monotonic           0         0\nboottime        86400         7\n") == 86'400'000'000'007);
  CHECK(boottime_offset_ns("monotonic           9         0\nboottime           -2 500000000\n") == -1'500'000'000);
  CHECK(boottime_offset_ns("monotonic           9         0\n") == 0);
  CHECK(boottime_offset_ns("") == 0);
}

TEST_CASE("a clock that a time namespace has shifted is shifted back") {
  const Clocks plain(0);
  const Clocks shifted(3'600'000'000'000);
  const std::uint64_t before = plain.boot_ns();
  const std::uint64_t back = shifted.boot_ns();
  CHECK(back + 3'600'000'000'000 >= before);
  CHECK(back + 3'600'000'000'000 <= plain.boot_ns());
  const std::uint64_t ahead = shifted.read().boot_time_ns - plain.read().boot_time_ns;
  CHECK(ahead > 3'599'000'000'000);
  CHECK(ahead < 3'601'000'000'000);
}

}  // namespace
}  // namespace trace
