// SPDX-License-Identifier: Apache-2.0
#include "rules/report/page/parts.h"

#include "tests/support/incident.h"

namespace trace {
namespace {

TEST_CASE("times of one day are without it, those of several with it") {
  const std::uint64_t day = 86'400'000'000'000;
  CHECK(ReportClock(kIncidentNs, kIncidentNs + 1).time(kIncidentNs + 836'221'000) == "23:00:00.836221");
  CHECK(ReportClock(kIncidentNs, kIncidentNs + day).time(kIncidentNs) == "2024-11-23 23:00:00.000000");
  CHECK(ReportClock(kIncidentNs, kIncidentNs).time(0) == "not known");
  CHECK(ReportClock(kIncidentNs, kIncidentNs).span(kIncidentNs, kIncidentNs + 1000) ==
        "23:00:00.000000 to 23:00:00.000001");
}

TEST_CASE("durations and sizes have the unit that fits") {
  CHECK(duration(1'500) == "1.5 µs");
  CHECK(duration(250'000'000) == "250 ms");
  CHECK(duration(2'200'000'000) == "2.2 s");
  CHECK(duration(413'000'000'000) == "6 min 53 s");
  CHECK(duration(7'260'000'000'000) == "2 h 1 min");
  CHECK(duration(90'000'000'000'000) == "1 day 1 h");
  CHECK(size_text(999) == "999 B");
  CHECK(size_text(35'664) == "35.7 kB");
  CHECK(size_text(2'500'000'000) == "2.5 GB");
}

TEST_CASE("one is one, and more are many") {
  CHECK(grouped_count(1, "event") == "1 event");
  CHECK(grouped_count(1234, "event") == "1,234 events");
  CHECK(grouped_count(2, "process", "processes") == "2 processes");
}

TEST_CASE("rows end at their number, and at their bytes") {
  std::string out;
  Html html(out);
  Rows rows(html, 100);
  CHECK(rows.has_room());
  html.text(std::string(100, 'x'));
  CHECK_FALSE(rows.has_room());
  Rows many(html, 100);
  for (std::size_t i = 0; i < Rows::kMax; ++i) many.count();
  CHECK_FALSE(many.has_room());
}

TEST_CASE("what is left out is told, if anything is") {
  std::string out;
  Html html(out);
  tell_rest(html, 0, "rows");
  CHECK(out.empty());
  tell_rest(html, 1234, "rows");
  CHECK(has(out, "and 1,234 more rows, not shown here"));
}

}  // namespace
}  // namespace trace
