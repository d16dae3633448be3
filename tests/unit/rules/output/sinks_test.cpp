// SPDX-License-Identifier: Apache-2.0
#include "rules/output/sinks.h"

#include <unistd.h>

#include <cstdlib>

#include <catch2/catch.hpp>

#include "common/stream/byte_source.h"

namespace trace {
namespace {

// A file that is gone afterwards.
class TemporaryFile {
 public:
  TemporaryFile() { ::close(::mkstemp(path_)); }
  ~TemporaryFile() { ::unlink(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const char* path() const { return path_; }
  std::string text() const {
    auto source = open_bytes(path_);
    REQUIRE(source);
    std::string text(100'000, '\0');
    const auto size = (*source)->read(text);
    REQUIRE(size);
    text.resize(*size);
    return text;
  }

 private:
  char path_[32] = "/tmp/trace-sinks-XXXXXX";
};

struct Fixture {
  Fixture() {
    event.spec = find_event("ptrace");
    event.context.time_ns = 1'732'402'800'123'456'789;
    event.context.comm = "n\033[31mc";
    event.context.uts = "box1";
  }
  std::string text_of(std::unique_ptr<DetectionSink> (*make)(Sink&)) {
    TemporaryFile temporary;
    Result<Sink> file = Sink::open(temporary.path());
    REQUIRE(file);
    REQUIRE(make(*file)->detection({metadata, data, event}));
    return temporary.text();
  }

  Event event;
  Metadata metadata{"TRC-101", "stdio", "2", "Title", "Text", {"linux"}, 3, {"execution", "Shell", "", "attack", "T1"}};
  FindingData data{{"File descriptor", std::int64_t{0}}, {"IP address", std::string("10.0.0.2")}};
};

TEST_CASE_METHOD(Fixture, "text has Tracee's layout, the event's time, and no control characters") {
  CHECK(text_of(make_text_sink) ==
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

TEST_CASE_METHOD(Fixture, "no data are null") {
  data.clear();
  CHECK(text_of(make_json_sink).starts_with(R"({"Data":null,)"));
  CHECK(text_of(make_text_sink).find("Data: map[]\n") != std::string::npos);
}

}  // namespace
}  // namespace trace
