// SPDX-License-Identifier: Apache-2.0
// JSON beside lines that Tracee 0.23 wrote.
#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "common/stream/reader.h"
#include "tests/support/reference.h"
#include "tests/support/streams.h"

namespace trace::test {
namespace {

constexpr std::string_view kOpenat =
    R"({"timestamp":1732402800123456789,"threadStartTime":1732402799000000000,"processorId":3,)"
    R"("processId":4242,"cgroupId":5021,"threadId":4242,"parentProcessId":4100,)"
    R"("hostProcessId":4242,"hostThreadId":4242,"hostParentProcessId":4100,"userId":1000,)"
    R"("mountNamespace":4026531841,"pidNamespace":4026531836,"processName":"demo",)"
    R"("executable":{"path":""},"hostName":"box1","containerId":"","container":{},)"
    R"("kubernetes":{},"eventId":"257","eventName":"openat","matchedPolicies":[""],)"
    R"("argsNum":4,"returnValue":3,"syscall":"openat","stackAddresses":null,)"
    R"("contextFlags":{"containerStarted":false,"isCompat":false},"threadEntityId":2418307841,)"
    R"("processEntityId":2418307841,"parentEntityId":3099120765,"args":[)"
    R"({"name":"dirfd","type":"int","value":-100},)"
    R"({"name":"pathname","type":"const char*","value":"/etc/passwd"},)"
    R"({"name":"flags","type":"int","value":524288},)"
    R"({"name":"mode","type":"umode_t","value":0}]})";

constexpr std::string_view kOpenatFlagsRaw = R"({"name":"flags","type":"int","value":524288})";
constexpr std::string_view kOpenatFlagsParsed =
    R"({"name":"flags","type":"string","value":"O_RDONLY|O_CLOEXEC"})";

std::string openat(bool parsed) {
  std::string line(kOpenat);
  if (parsed) line.replace(line.find(kOpenatFlagsRaw), kOpenatFlagsRaw.size(), kOpenatFlagsParsed);
  return line;
}

// The only event of a stream of one line, written again.
std::string rewritten(const std::string& line, bool parse_arguments, bool without_env = false) {
  auto reader = open_reader(bytes_of(line));
  REQUIRE(reader);
  REQUIRE((*reader)->next() == EventReader::Item::event);
  Event event = (*reader)->event();
  if (without_env) event.args[*event.spec->field("env")] = Argument{};
  std::string out;
  make_json_encoder({parse_arguments, false})->event(event, {}, out);
  return out;
}

TEST_CASE("an openat of Tracee is written byte for byte, raw and parsed, from either") {
  for (const bool from_parsed : {false, true}) {
    for (const bool to_parsed : {false, true}) {
      CHECK(rewritten(openat(from_parsed), to_parsed) == openat(to_parsed) + "\n");
    }
  }
}

TEST_CASE("the lines of Tracee whose events the catalog has are written byte for byte") {
  const auto text = read_reference("tracee-examples.jsonl", "golden: Tracee's JSON lines");
  if (!text) return;
  int known = 0;
  for (const std::string& line : lines_of(*text)) {
    auto reader = open_reader(bytes_of(line));
    REQUIRE(reader);
    if ((*reader)->next() != EventReader::Item::event) continue;
    ++known;
    const bool parsed = line.find("\"type\":\"string\"") != std::string::npos ||
                        line.find("\"value\":\"0x") != std::string::npos;
    const bool exec = (*reader)->event().spec->name == "sched_process_exec";  // env was not sent
    INFO(line);
    CHECK(rewritten(line, parsed, exec) == line + "\n");
  }
  CHECK(known == 11);
}

}  // namespace
}  // namespace trace::test
