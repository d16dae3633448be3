// SPDX-License-Identifier: Apache-2.0
#include "rules/output/sinks.h"

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

struct Fixture {
  Fixture() {
    event.spec = find_event("ptrace");
    event.context.time_ns = 1'732'402'800'123'456'789;
    event.context.comm = "n\033[31mc";
    event.context.uts = "box1";
    finding.add("File descriptor", std::int64_t{0});
    finding.add("IP address", std::string_view("10.0.0.2"));
  }
  std::string text_of(std::unique_ptr<DetectionSink> (*make)(Sink&)) {
    const Folder folder;
    const std::string path = folder.file("detections");
    Result<Sink> file = Sink::open(path);
    REQUIRE(file);
    const auto sink = make(*file);
    REQUIRE(sink->detection({metadata, finding, event}));
    CHECK(content_of(path).empty());  // it is held back until it is flushed
    REQUIRE(sink->flush());
    return content_of(path);
  }

  Event event;
  Metadata metadata{"TRC-101",
                    "stdio",
                    "2",
                    "Title",
                    "Text",
                    {"linux"},
                    Severity::high,
                    {{"execution", "Shell", "", "attack", "T1"}}};
  Finding finding;
};

TEST_CASE_METHOD(Fixture, "tracee has its layout, the event's time, and no control characters") {
  CHECK(text_of(make_tracee_sink) ==
        "\n*** Detection ***\nTime: 2024-11-23T23:00:00Z\nSignature ID: TRC-101\nSignature: Title\n"
        "Data: map[File descriptor:0 IP address:10.0.0.2]\nCommand: n\\x1b[31mc\nHostname: box1\n");
}

TEST_CASE_METHOD(Fixture, "json has the data, the event and the metadata") {
  const std::string line = text_of(make_json_sink);
  CHECK(line.starts_with(
      R"({"Data":{"File descriptor":0,"IP address":"10.0.0.2"},"Context":{"timestamp":1732402800123456789,)"));
  CHECK(line.ends_with(
      R"("SigMetadata":{"ID":"TRC-101","Version":"2","Name":"Title","EventName":"stdio","Description":"Text","Tags":["linux"],)"
      R"("Properties":{"Category":"execution","Kubernetes_Technique":"","Severity":3,"Technique":"Shell","external_id":"T1","id":"attack"}}})"
      "\n"));
}

TEST_CASE_METHOD(Fixture, "text in a file has no colours") {
  CHECK(text_of(make_text_sink).starts_with("\nHIGH TRC-101 Title\n  what       ptrace"));
}

TEST_CASE_METHOD(Fixture, "no data are null") {
  finding.clear();
  CHECK(text_of(make_json_sink).starts_with(R"({"Data":null,)"));
  CHECK(text_of(make_tracee_sink).find("Data: map[]\n") != std::string::npos);
  CHECK(text_of(make_text_sink).find("found") == std::string::npos);
}

TEST_CASE_METHOD(Fixture, "json names every technique if there are several, and the level critical is 4") {
  metadata.severity = Severity::critical;
  metadata.techniques.push_back({"persistence", "Cron", "", "attack2", "T2"});
  const std::string line = text_of(make_json_sink);
  CHECK(line.ends_with(
      R"("Severity":4,"Technique":"Shell","Techniques":[)"
      R"({"Category":"execution","Kubernetes_Technique":"","Technique":"Shell","external_id":"T1","id":"attack"},)"
      R"({"Category":"persistence","Kubernetes_Technique":"","Technique":"Cron","external_id":"T2","id":"attack2"}],)"
      R"("external_id":"T1","id":"attack"}}})"
      "\n"));
}

TEST_CASE_METHOD(Fixture, "json has the earlier events of a detection, oldest first") {
  Event first = event, second = event;
  first.context.pid = 7;
  second.context.pid = 8;
  finding.add_event(first);
  finding.add_event(second);
  const std::string line = text_of(make_json_sink);
  const std::size_t earlier = line.find(R"(},"EarlierEvents":[{"timestamp":)");
  REQUIRE(earlier != std::string::npos);
  CHECK(line.find(R"("processId":7,)", earlier) < line.find(R"("processId":8,)", earlier));
  CHECK(line.find(R"(}],"SigMetadata":)", earlier) != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a rule that took the place of another is described as itself") {
  const Folder folder;
  const std::string path = folder.file("detections");
  Result<Sink> file = Sink::open(path);
  REQUIRE(file);
  const auto sink = make_json_sink(*file);
  REQUIRE(sink->detection({metadata, finding, event}));
  metadata.title = "Other";
  REQUIRE(sink->detection({metadata, finding, event}));
  REQUIRE(sink->flush());
  CHECK(content_of(path).find(R"("Name":"Other")") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a flush that fails is told again") {
  Result<Sink> file = Sink::open("/dev/full");
  REQUIRE(file);
  const auto sink = make_text_sink(*file);
  REQUIRE(sink->detection({metadata, finding, event}));
  CHECK_FALSE(sink->flush());
  CHECK_FALSE(sink->flush());
}

}  // namespace
}  // namespace trace
