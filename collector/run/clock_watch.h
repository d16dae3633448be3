// SPDX-License-Identifier: Apache-2.0
// Notices that the wall clock was set. Events carry times since boot (CLOCK_BOOTTIME as the kernel has it), which nobody sets; what
// is added to make them times since the epoch is the offset between the two clocks.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/wire/frame.h"

namespace trace {

struct ClockReading {
  std::uint64_t time_ns = 0;       // CLOCK_BOOTTIME
  std::uint64_t boot_time_ns = 0;  // CLOCK_REALTIME minus that
  std::uint64_t error_ns = 0;      // at most so far from the truth is boot_time_ns
};

// From readings of CLOCK_BOOTTIME before and after one of CLOCK_REALTIME. REQUIRES: before_ns <= after_ns.
ClockReading clock_reading(std::uint64_t before_ns, std::uint64_t real_ns, std::uint64_t after_ns);

// What /proc/PID/timens_offsets says of CLOCK_BOOTTIME (time_namespaces(7)): it is ahead of the kernel's by so much. 0 if it says
// nothing of it, as before Linux 5.6.
std::int64_t boottime_offset_ns(std::string_view timens_offsets);

// The clocks as BPF programs and the files of the kernel have them: clock_gettime(2) shifts those since boot in a time namespace, the
// kernel's own functions do not.
class Clocks {
 public:
  // Those of this process. Reads files of /proc; what it learns holds for the life of the process.
  static Clocks of_this_process();
  explicit Clocks(std::int64_t offset_ns) : offset_ns_(offset_ns) {}

  std::uint64_t boot_ns() const;
  ClockReading read() const;

 private:
  std::int64_t offset_ns_;
};

class ClockWatch {
 public:
  // A smaller change is the drift that NTP corrects (500 us a second at most, kernel/time/ntp.c MAXFREQ), not a step; it adds
  // up, and is told when it has become one.
  static constexpr std::uint64_t kStepNs = 1'000'000;

  explicit ClockWatch(std::uint64_t boot_time_ns) : boot_time_ns_(boot_time_ns) {}

  // The frame to write, if the offset is another one, by more than a step and the reading's error.
  std::optional<wire_clock> look(const ClockReading& now);

 private:
  std::uint64_t boot_time_ns_;
};

}  // namespace trace
