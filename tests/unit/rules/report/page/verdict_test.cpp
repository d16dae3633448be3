// SPDX-License-Identifier: Apache-2.0
#include "tests/support/incident.h"

namespace trace {
namespace {

struct Fixture : Incident {
  Fixture() {
    gatherer.begin("a.trace");
    tally.streams = tally.complete_streams = 1;
    tally.events = 1;
  }
  std::string verdict() { return text_of(verdict_section, *this); }
};

TEST_CASE_METHOD(Fixture, "without a detection the verdict says how much that is worth") {
  executes({7, 1}, "/bin/true");
  CHECK(has(verdict(), "Nothing suspicious was found"));
  CHECK(has(verdict(), "None of 27 signatures fired."));
  CHECK(has(verdict(), "<h1>box1</h1>"));
}

TEST_CASE_METHOD(Fixture, "the verdict counts what was found, and names the worst first") {
  is_caught({7, 1}, cron);
  is_caught({7, 1}, cron, "/etc/cron.d/y");
  is_caught({8, 1}, memory);
  const std::string text = verdict();
  CHECK(has(text, "2 kinds of suspicious acts, 3 detections; the worst is <span class=\"badge high\">high</span>"));
  CHECK(text.find("Program run from memory") < text.find("Scheduled tasks changed"));
  CHECK(has(text, "<a href=\"#d1\">Scheduled tasks changed</a><span class=\"times\">× 2</span>"));
}

TEST_CASE_METHOD(Fixture, "the verdict says whether the recording is all there was") {
  CHECK(has(verdict(), "<dd><strong>yes</strong>"));
  tally.complete_streams = 0;
  CHECK(has(verdict(), "<dd><strong>not known</strong>"));
  tally.cut_streams = 1;
  CHECK(has(verdict(), "<dd><strong>no, it ends too early</strong>"));
  tally.damaged = 2;
  CHECK(has(verdict(), "<dd><strong>no, it is damaged</strong><span>2 damaged blocks</span>"));
}

TEST_CASE_METHOD(Fixture, "the verdict says what was lost, and what was not seen") {
  CHECK(has(verdict(), "<dt>Lost</dt><dd><strong>nothing</strong>"));
  CHECK(has(verdict(), "<dt>Not seen</dt><dd><strong>nothing that is known of</strong>"));
  tally.lost = 1234;
  blind.push_back({"TRC-1", "A", {"ptrace"}});
  CHECK(has(verdict(), "<dt>Lost</dt><dd><strong>1,234 events</strong>"));
  CHECK(has(verdict(), "<dt>Not seen</dt><dd><strong>1 signature without events</strong>"));
}

TEST_CASE_METHOD(Fixture, "several machines are named, many are counted") {
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    gatherer.begin("x.trace");
    host = name;
    executes({7, 1}, "/bin/true");
  }
  CHECK(has(verdict(), "<h1>a, b, c and 2 more</h1>"));
}

}  // namespace
}  // namespace trace
