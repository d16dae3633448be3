// SPDX-License-Identifier: Apache-2.0
#include "collector/run/clock_watch.h"

#include <ctime>

namespace trace {
namespace {

std::uint64_t clock_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

ClockReading clock_reading(std::uint64_t before_ns, std::uint64_t real_ns, std::uint64_t after_ns) {
  const std::uint64_t error_ns = (after_ns - before_ns + 1) / 2;
  return {after_ns, real_ns - (before_ns + error_ns), error_ns};
}

ClockReading read_clocks() {
  const std::uint64_t before_ns = clock_ns(CLOCK_BOOTTIME);
  const std::uint64_t real_ns = clock_ns(CLOCK_REALTIME);
  return clock_reading(before_ns, real_ns, clock_ns(CLOCK_BOOTTIME));
}

std::optional<wire_clock> ClockWatch::look(const ClockReading& now) {
  const std::uint64_t moved =
      now.boot_time_ns > boot_time_ns_ ? now.boot_time_ns - boot_time_ns_ : boot_time_ns_ - now.boot_time_ns;
  if (moved <= kStepNs + now.error_ns) return std::nullopt;
  boot_time_ns_ = now.boot_time_ns;
  return wire_clock{{sizeof(wire_clock), WIRE_KIND_CLOCK, 0}, now.time_ns, now.boot_time_ns, now.error_ns};
}

}  // namespace trace
