// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/incident_keeper.h"

#include <unistd.h>

#include <csignal>
#include <fstream>

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

pid_t only_child() {
  pid_t pid = 0;
  std::ifstream("/proc/self/task/" + std::to_string(::getpid()) + "/children") >> pid;
  REQUIRE(pid > 0);
  return pid;
}

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
  (*keeper)->finish();
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
  (*keeper)->finish();
  const Status ending = (*keeper)->ending();
  REQUIRE_FALSE(ending);
  CHECK(ending.error().message == "not all could be kept around detections, as its keeper has said");
}

TEST_CASE(
    "detections that the other process could not take are an error in the end, and told when the first one is lost") {
  const CapturedLog log;
  const Folder ring, folder;
  add_ring_file(ring, 0);
  Counting inner;
  auto keeper = IncidentKeeper::start(ring.path(), folder.file("incidents"), {}, inner, false);
  if (!keeper) FAIL(keeper.error().message);
  Event event = event_named("ptrace");
  event.context.time_ns = kRingBegin;
  Metadata rule;
  rule.id = "TRC-1";
  const Finding finding;
  const pid_t pid = only_child();
  REQUIRE(::kill(pid, SIGSTOP) == 0);
  constexpr std::string_view kTold = "faster than the keeper of incidents takes them";
  while (log.text().find(kTold) == std::string::npos && inner.count < 100'000) {
    REQUIRE((*keeper)->detection({rule, finding, event}));
  }
  REQUIRE((*keeper)->detection({rule, finding, event}));
  REQUIRE(::kill(pid, SIGCONT) == 0);
  (*keeper)->finish();
  const Status ending = (*keeper)->ending();
  REQUIRE_FALSE(ending);
  CHECK(ending.error().message == "2 detections were not kept: their keeper could not keep up");
}

TEST_CASE("a ring that is not there is told before anything begins") {
  const Folder folder;
  Counting inner;
  CHECK_FALSE(IncidentKeeper::start(folder.file("nowhere"), folder.file("incidents"), {}, inner, false));
}

}  // namespace trace
