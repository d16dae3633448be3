// SPDX-License-Identifier: Apache-2.0
#include "collector/run/clock_watch.h"

#include <sys/stat.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace trace {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

std::uint64_t clock_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * kSecondNs + static_cast<std::uint64_t>(now.tv_nsec);
}

ino_t inode_of(const char* path) {
  struct stat status {};
  return stat(path, &status) == 0 ? status.st_ino : 0;
}

}  // namespace

ClockReading clock_reading(std::uint64_t before_ns, std::uint64_t real_ns, std::uint64_t after_ns) {
  const std::uint64_t error_ns = (after_ns - before_ns + 1) / 2;
  return {after_ns, real_ns - (before_ns + error_ns), error_ns};
}

std::int64_t boottime_offset_ns(std::string_view timens_offsets) {
  std::istringstream words{std::string(timens_offsets)};
  std::string clock;
  std::int64_t seconds = 0;
  std::int64_t rest_ns = 0;
  while (words >> clock >> seconds >> rest_ns) {
    if (clock == "boottime") return seconds * kSecondNs + rest_ns;
  }
  return 0;
}

Clocks Clocks::of_this_process() {
  // The file is about the namespace of future children. Where that is another one, this process has made it by unshare(2), and is
  // itself where it was: in the initial one, unless time namespaces are nested, whose offset then nobody tells.
  if (inode_of("/proc/self/ns/time") != inode_of("/proc/self/ns/time_for_children")) return Clocks(0);
  std::ifstream file("/proc/self/timens_offsets");
  std::ostringstream text;
  text << file.rdbuf();
  return Clocks(boottime_offset_ns(text.str()));
}

std::uint64_t Clocks::boot_ns() const {
  return clock_ns(CLOCK_BOOTTIME) - static_cast<std::uint64_t>(offset_ns_);
}

ClockReading Clocks::read() const {
  const std::uint64_t before_ns = boot_ns();
  const std::uint64_t real_ns = clock_ns(CLOCK_REALTIME);
  return clock_reading(before_ns, real_ns, boot_ns());
}

std::optional<wire_clock> ClockWatch::look(const ClockReading& now) {
  const std::uint64_t moved =
      now.boot_time_ns > boot_time_ns_ ? now.boot_time_ns - boot_time_ns_ : boot_time_ns_ - now.boot_time_ns;
  if (moved <= kStepNs + now.error_ns) return std::nullopt;
  boot_time_ns_ = now.boot_time_ns;
  return wire_clock{{sizeof(wire_clock), WIRE_KIND_CLOCK, 0}, now.time_ns, now.boot_time_ns, now.error_ns};
}

}  // namespace trace
