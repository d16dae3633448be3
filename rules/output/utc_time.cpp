// SPDX-License-Identifier: Apache-2.0
// Not by gmtime(), which reads the zone's file when it is first called, and by then the sandbox is closed.
#include "rules/output/utc_time.h"

#include <chrono>
#include <cstdio>

namespace trace {

void append_utc_seconds(std::string& out, std::uint64_t time_ns) {
  using namespace std::chrono;
  const sys_seconds time{seconds(time_ns / 1'000'000'000)};
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                                 static_cast<int>(clock.seconds().count()));
  out.append(text, static_cast<std::size_t>(size));
}

void append_utc_microseconds(std::string& out, std::uint64_t time_ns) {
  append_utc_seconds(out, time_ns);
  out.pop_back();
  char text[16];
  const int size = std::snprintf(text, sizeof text, ".%06uZ", static_cast<unsigned>(time_ns / 1000 % 1'000'000));
  out.append(text, static_cast<std::size_t>(size));
}

}  // namespace trace
