// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/gatherer.h"

#include <catch2/catch.hpp>

#include "tests/support/incident.h"

namespace trace {
namespace {

TEST_CASE_METHOD(Incident, "events make the window, the processes and the acts") {
  executes({7, 1}, "/tmp/dropper");
  writes({7, 1}, "/etc/cron.d/x");
  CHECK(gatherer.events() == 2);
  CHECK(gatherer.first_ns() == kIncidentNs + 1'000'000);
  CHECK(gatherer.last_ns() == now_ns);
  CHECK(gatherer.processes().all().size() == 2);
  CHECK(gatherer.acts().sorted(false, gatherer.processes()).size() == 2);
}

TEST_CASE_METHOD(Incident, "processes that were there before are no events over time") {
  happens("existing_process", {7, 1}, {{"pathname", std::string_view("/bin/sh")}});
  CHECK(gatherer.density().empty());
  CHECK(gatherer.events() == 1);
  CHECK(gatherer.processes().all().begin()->second.executable == "/bin/sh");
}

TEST_CASE_METHOD(Incident, "a detection marks the process of the event that was taken last") {
  executes({5, 1}, "/bin/sh");
  is_caught({7, 5}, cron);
  for (const auto& [id, process] : gatherer.processes().all())
    CHECK((process.detections == 1) == (process.key.pid == 7));
}

TEST_CASE_METHOD(Incident, "what the engine says of the stream is of no process") {
  executes({5, 1}, "/bin/sh");
  const OwnedEvent made(*find_event("stream_watch"));
  CHECK(gatherer.detection({cron, finding, made.event}));
  for (const auto& [id, process] : gatherer.processes().all()) CHECK(process.detections == 0);
  CHECK(gatherer.detections().count() == 1);
}

TEST_CASE_METHOD(Incident, "the machine has the name that processes of no container say") {
  host = "in-a-container";
  executes({5, 1, "sh", "0123456789ab"}, "/bin/sh");
  CHECK(gatherer.hosts().empty());
  host = "box1";
  executes({6, 1}, "/bin/sh");
  host = "unshared";
  executes({7, 1}, "/bin/sh");
  CHECK(gatherer.hosts() == std::vector<std::string>{"box1"});
}

TEST_CASE_METHOD(Incident, "each recording is told by the hash of its bytes") {
  gatherer.begin("a.trace");
  gatherer.take_bytes("ab");
  gatherer.take_bytes("c");
  gatherer.begin("b.trace");
  const auto recordings = gatherer.recordings();
  REQUIRE(recordings.size() == 2);
  CHECK(recordings[0].sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(recordings[0].bytes == 3);
  CHECK(recordings[1].sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE_METHOD(Incident, "what is read passes through, and is seen") {
  const auto bytes = gather_from(bytes_of(std::string("abc")), gatherer);
  gatherer.begin("x");
  std::array<char, 8> buffer{};
  REQUIRE(bytes->read(buffer));
  CHECK(gatherer.recordings()[0].bytes == 3);
}

}  // namespace
}  // namespace trace
