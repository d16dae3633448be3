// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/incident_keeper.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

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

// A keeper between a ring and an output, and a detection for it.
struct Kept {
  // The log is that of the other process, too: standard output asks for its terminal, which the sandbox has not.
  const CapturedLog log;
  const Folder ring, folder;
  Counting inner;
  std::unique_ptr<IncidentKeeper> keeper;
  Event event = event_named("ptrace");
  Metadata rule;
  Finding finding;

  void start(std::uint32_t files) {
    for (std::uint32_t file = 0; file < files; ++file) add_ring_file(ring, file);
    auto started = IncidentKeeper::start(ring.path(), folder.file("incidents"), {}, inner, false);
    if (!started) FAIL(started.error().message);
    keeper = *std::move(started);
    rule.id = "TRC-1";
  }
  void detect(std::uint64_t time_ns) {
    event.context.time_ns = time_ns;
    REQUIRE(keeper->detection({rule, finding, event}));
  }
  // What is wrong in the end; empty: nothing.
  std::string wrong() {
    keeper->finish();
    const Status ending = keeper->ending();
    return ending ? std::string() : ending.error().message;
  }
};

// The youngest stands last (proc_pid_children(5)).
pid_t youngest_child() {
  pid_t pid = 0;
  std::ifstream children("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  while (children >> pid) {
  }
  REQUIRE(pid > 0);
  return pid;
}

}  // namespace

TEST_CASE_METHOD(Kept, "a detection goes on to the outputs, and what is around it is kept by the other process") {
  start(3);
  detect(kRingBegin + kRingFileNs);
  CHECK(inner.count == 1);
  CHECK(wrong().empty());
  const std::string incident = folder.file("incidents/2023-11-14-221350-TRC-1");
  CHECK(names_in(incident) == std::set<std::string>{"a.zst", "b.zst", "c.zst", "detections.json"});
  CHECK(content_of(incident + "/detections.json").starts_with("{\"Data\":null,\"Context\":{"));
}

TEST_CASE_METHOD(Kept, "detections of others without a pause keep no file from an incident that goes on") {
  start(1);
  detect(kRingBegin);
  const std::string later = add_ring_file(ring, 1);
  rule.id = "TRC-2";
  for (int i = 0; i < 10; ++i) {
    detect(kRingBegin);
    ::usleep(200'000);
  }
  std::filesystem::remove(ring.file(later));
  CHECK(wrong().empty());
  CHECK(names_in(folder.file("incidents/2023-11-14-221320-TRC-1")).contains(later));
}

TEST_CASE_METHOD(Kept, "what the other process could not keep is an error in the end") {
  start(0);
  detect(kRingBegin);
  CHECK(wrong() == "not all could be kept around detections, as its keeper has said");
}

TEST_CASE_METHOD(
    Kept, "detections that the other process could not take are told when the first one is lost, and in the end") {
  start(1);
  const pid_t pid = youngest_child();
  REQUIRE(::kill(pid, SIGSTOP) == 0);
  constexpr std::string_view kTold = "faster than the keeper of incidents takes them";
  while (log.text().find(kTold) == std::string::npos && inner.count < 100'000) detect(kRingBegin);
  detect(kRingBegin);
  REQUIRE(::kill(pid, SIGCONT) == 0);
  CHECK(wrong() == "2 detections were not kept: their keeper could not keep up");
}

TEST_CASE("a ring that is not there is told before anything begins") {
  const Folder folder;
  Counting inner;
  CHECK_FALSE(IncidentKeeper::start(folder.file("nowhere"), folder.file("incidents"), {}, inner, false));
}

}  // namespace trace
