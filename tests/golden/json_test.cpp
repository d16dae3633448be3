// SPDX-License-Identifier: Apache-2.0
// JSON beside lines that Tracee 0.23 wrote: read and written again they are the same bytes.
#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "common/codec/json/records.h"
#include "tests/support/decoded_line.h"
#include "tests/support/facts.h"
#include "tests/support/general_line.h"

namespace trace {
namespace {

constexpr std::string_view kOpenat =
    R"({"timestamp":1732402800123456789,"threadStartTime":1732402799000000000,"processorId":3,"processId":4242,)"
    R"("cgroupId":5021,"threadId":4242,"parentProcessId":4100,"hostProcessId":4242,"hostThreadId":4242,)"
    R"("hostParentProcessId":4100,"userId":1000,"mountNamespace":4026531841,"pidNamespace":4026531836,)"
    R"("processName":"demo","executable":{"path":""},"hostName":"box1","containerId":"","container":{},)"
    R"("kubernetes":{},"eventId":"257","eventName":"openat","matchedPolicies":[""],"argsNum":4,"returnValue":3,)"
    R"("syscall":"openat","stackAddresses":null,"contextFlags":{"containerStarted":false,"isCompat":false},)"
    R"("threadEntityId":2418307841,"processEntityId":2418307841,"parentEntityId":3099120765,"args":[)"
    R"({"name":"dirfd","type":"int","value":-100},{"name":"pathname","type":"const char*","value":"/etc/passwd"},)"
    R"({"name":"flags","type":"int","value":524288},{"name":"mode","type":"umode_t","value":0}]})";

constexpr std::string_view kRawFlags = R"({"name":"flags","type":"int","value":524288})";
constexpr std::string_view kParsedFlags = R"({"name":"flags","type":"string","value":"O_RDONLY|O_CLOEXEC"})";

void change(std::string& line, std::string_view from, std::string_view to) {
  if (const std::size_t at = line.find(from); at != std::string::npos) line.replace(at, from.size(), to);
}

std::string openat(bool parsed) {
  std::string line(kOpenat);
  if (parsed) change(line, kRawFlags, kParsedFlags);
  return line;
}

// A line of Tracee as it is written here: types as the kernel has them, symbols for more arguments, and fields that Tracee
// does not have. See tests/facts/event_changes.tsv.
std::string as_written_here(std::string line, bool parsed) {
  change(line, R"({"name":"prot","type":"int",)", R"({"name":"prot","type":"unsigned long",)");
  change(line, R"({"name":"flags","type":"int","value":34})", R"({"name":"flags","type":"unsigned long","value":34})");
  change(line, R"("name":"env","type":"const char**","value":[]})",
         R"("name":"env","type":"const char**","value":[]},)"
         R"({"name":"script_path","type":"const char*","value":""},{"name":"deleted","type":"bool","value":false})");
  if (!parsed) return line;
  change(line, R"({"name":"mode","type":"umode_t","value":0})", R"({"name":"mode","type":"string","value":"0000"})");
  change(line, R"({"name":"dirfd","type":"int","value":-100})",
         R"({"name":"dirfd","type":"string","value":"AT_FDCWD"})");
  change(line, R"({"name":"flags","type":"unsigned long","value":34})",
         R"({"name":"flags","type":"string","value":"MAP_PRIVATE|MAP_ANONYMOUS"})");
  return line;
}

std::string rewritten(const DecodedLine& decoded, bool parse_arguments, std::string_view without = {}) {
  Event event = decoded.event();
  if (!without.empty()) event.args[*event.spec->field(without)] = Argument{};
  std::string out;
  make_json_encoder({parse_arguments, false})->event(event, {}, out);
  return out;
}

TEST_CASE("an openat of Tracee is written as it is, raw and parsed, from either") {
  for (const bool from_parsed : {false, true}) {
    for (const bool to_parsed : {false, true}) {
      CHECK(rewritten(DecodedLine(openat(from_parsed)), to_parsed) ==
            as_written_here(openat(to_parsed), to_parsed) + "\n");
    }
  }
}

TEST_CASE("the lines of Tracee whose events the catalog has are written as they are") {
  unsigned known = 0;
  for (const std::string& line : read_fact_lines("lines.jsonl")) {
    const DecodedLine decoded(line);
    INFO(line);
    CHECK(decoded.what().empty());
    CHECK(decoded.bytes() == GeneralLine(line).bytes());
    if (!decoded.is(JsonDecoder::Line::event)) continue;
    ++known;
    const bool parsed =
        line.find(R"("type":"string")") != std::string::npos || line.find(R"("value":"0x)") != std::string::npos;
    // An empty list, but not counted by argsNum: it was not sent.
    const std::string_view without = decoded.event().spec->name == "sched_process_exec" ? "env" : "";
    CHECK(rewritten(decoded, parsed, without) == as_written_here(line, parsed) + "\n");
  }
  CHECK(known == 11);
}

TEST_CASE("what was lost before anybody knew what it would be is of the event \"unknown\"") {
  wire_total total{};
  total.id = WIRE_ANY_EVENT;
  total.lost = 9;
  std::string line;
  json::append_totals({&total, 1}, false, line);
  CHECK(line.find(R"("eventId":4294967294,"eventName":"unknown",)") != std::string::npos);
}

}  // namespace
}  // namespace trace
