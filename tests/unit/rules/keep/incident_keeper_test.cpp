// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/incident_keeper.h"

#include <catch2/catch.hpp>

#include "tests/support/captured_log.h"
#include "tests/support/event_builder.h"
#include "tests/support/ring_folder.h"

namespace trace {
namespace {

struct Counting final : DetectionSink {
  int count = 0;
  Status detection(const Detection&) override {
    ++count;
    return ok();
  }
};

}  // namespace

TEST_CASE("a detection goes on to the outputs, and what is around it is kept by the other process") {
  const CapturedLog log;  // of the other process, too: standard output asks for its terminal, which the sandbox has not
  const Folder ring, folder;
  for (std::uint32_t file = 0; file < 3; ++file) add_ring_file(ring, file);
  Counting inner;
  auto keeper = IncidentKeeper::start(ring.path(), folder.file("incidents"), {}, inner, false);
  if (!keeper) FAIL(keeper.error().message);
  Event event = event_named("ptrace");
  event.context.time_ns = kRingBegin + kRingFileNs;
  Metadata rule;
  rule.id = "TRC-1";
  const Finding finding;
  REQUIRE((*keeper)->detection({rule, finding, event}));
  CHECK(inner.count == 1);
  CHECK((*keeper)->finish() == 0);
  CHECK((*keeper)->ending());
  const std::string incident = folder.file("incidents/2023-11-14-221350-TRC-1");
  CHECK(names_in(incident) == std::set<std::string>{"a.zst", "b.zst", "c.zst", "detections.json"});
  CHECK(content_of(incident + "/detections.json").starts_with("{\"Data\":null,\"Context\":{"));
}

TEST_CASE("what the other process could not keep is an error in the end") {
  const CapturedLog log;  // of the other process, too: standard output asks for its terminal, which the sandbox has not
  const Folder ring, folder;
  Counting inner;
  auto keeper = IncidentKeeper::start(ring.path(), folder.file("incidents"), {}, inner, false);
  if (!keeper) FAIL(keeper.error().message);
  Event event = event_named("ptrace");
  event.context.time_ns = kRingBegin;
  Metadata rule;
  rule.id = "TRC-1";
  const Finding finding;
  REQUIRE((*keeper)->detection({rule, finding, event}));
  CHECK((*keeper)->finish() == 0);
  const Status ending = (*keeper)->ending();
  REQUIRE_FALSE(ending);
  CHECK(ending.error().message == "not all could be kept around detections, as its keeper has said");
}

TEST_CASE("a ring that is not there is told before anything begins") {
  const Folder folder;
  Counting inner;
  CHECK_FALSE(IncidentKeeper::start(folder.file("nowhere"), folder.file("incidents"), {}, inner, false));
}

}  // namespace trace
