// SPDX-License-Identifier: Apache-2.0
#include "tests/support/incident.h"

namespace trace {
namespace {

TEST_CASE_METHOD(Incident, "the picture has a row of marks for each severity that there is") {
  executes({7, 1}, "/bin/true");
  is_caught({7, 1}, cron);
  is_caught({7, 1}, memory);
  const std::string text = text_of(timeline_section, *this);
  CHECK(count_of(text, "<circle") == 2);
  CHECK(text.find("class=\"mark high\"") < text.find("class=\"mark medium\""));
  CHECK_FALSE(has(text, "mark low"));
  CHECK(has(text, "<title>1 detection at 23:00:00.002000</title>"));
}

TEST_CASE_METHOD(Incident, "where events were lost there is a band") {
  executes({7, 1}, "/bin/true");
  CHECK_FALSE(has(text_of(timeline_section, *this), "class=\"loss\""));
  Loss loss{};
  loss.frame.id = WIRE_EVENT_task_rename;
  loss.frame.first_time_ns = loss.frame.last_time_ns = now_ns;
  gatherer.take(loss);
  CHECK(has(text_of(timeline_section, *this), "class=\"loss\""));
}

TEST_CASE_METHOD(Incident, "however many events there are, the picture is small") {
  for (int i = 0; i < 5000; ++i) executes({7, 1}, "/bin/true");
  CHECK(text_of(timeline_section, *this).size() < (20 << 10));
}

TEST_CASE_METHOD(Incident, "without an event there is none") {
  CHECK(text_of(timeline_section, *this).empty());
}

}  // namespace
}  // namespace trace
