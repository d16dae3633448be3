// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/detection_groups.h"

#include <catch2/catch.hpp>

#include "tests/support/incident.h"

namespace trace {
namespace {

struct Fixture : Incident {
  void catch_it(const Metadata& rule, ProcessId process, std::string_view path) {
    const OwnedEvent made = event("security_file_open", {7, 1, "tee"}, {{"pathname", path}});
    groups.take({rule, finding, made.event}, process);
  }
  DetectionGroups groups;
};

TEST_CASE_METHOD(Fixture, "detections are grouped by signature, the worst first, and within one by what happened") {
  catch_it(cron, 1, "/etc/cron.d/x");
  catch_it(cron, 1, "/etc/cron.d/x");
  catch_it(cron, 1, "/etc/cron.d/y");
  catch_it(cron, 2, "/etc/cron.d/x");
  catch_it(memory, 1, "memfd:x");
  const auto sorted = groups.sorted();
  REQUIRE(sorted.size() == 2);
  CHECK(sorted[0]->rule.id == "TRC-105");
  CHECK(sorted[1]->count == 4);
  REQUIRE(sorted[1]->occurrences.size() == 3);
  CHECK(sorted[1]->occurrences[0].count == 2);
  CHECK(sorted[1]->occurrences[0].what == "security_file_open  pathname: /etc/cron.d/x");
  CHECK(sorted[1]->occurrences[0].last_ns == sorted[1]->occurrences[0].first_ns + 1'000'000);
  CHECK(groups.count() == 5);
  CHECK(groups.count(Severity::medium) == 4);
  CHECK_FALSE(groups.density(Severity::high).empty());
  CHECK(groups.density(Severity::low).empty());
}

TEST_CASE_METHOD(Fixture, "a signature that fires for ever is counted, and keeps so many occurrences") {
  for (int i = 0; i < 1500; ++i) catch_it(cron, 1, "/etc/cron.d/" + std::to_string(i));
  const DetectionGroup& group = *groups.sorted().front();
  CHECK(group.count == 1500);
  CHECK(group.occurrences.size() == 1000);
  CHECK(group.left_out == 500);
}

TEST_CASE_METHOD(Fixture, "what was found, and the events before, are kept as texts") {
  const OwnedEvent before = event("uname", {7, 1});
  finding.add("Port", std::uint64_t{4444});
  finding.add_event(before.event);
  catch_it(cron, 1, "/x");
  const Occurrence& one = groups.sorted().front()->occurrences.front();
  CHECK(one.found == "Port: 4444");
  REQUIRE(one.after.size() == 1);
  CHECK(one.after[0].starts_with("uname"));
}

}  // namespace
}  // namespace trace
