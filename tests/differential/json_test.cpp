// SPDX-License-Identifier: Apache-2.0
// The fast reader of familiar lines beside the general one. A blank before a line makes it
// unfamiliar.
#include <random>

#include <catch2/catch.hpp>

#include "common/codec/json_decode.h"
#include "common/codec/json_familiar.h"
#include "tests/support/streams.h"

namespace trace::test {
namespace {

class Reader {
 public:
  // What was read, as text: the event written again, with the marks and flags that only a frame
  // shows.
  std::string read(const std::string& line) {
    padded_ = line + std::string(JsonDecoder::kPadding, '7');
    Event event;
    switch (decoder_.decode(std::string_view(padded_).substr(0, line.size()), event)) {
      case JsonDecoder::Line::event: {
        std::string out = frame_of(event);
        encoder_->event(event, {}, out);
        return out;
      }
      case JsonDecoder::Line::unknown:
        return "unknown " + std::string(decoder_.unknown_name());
      case JsonDecoder::Line::malformed:
        return "malformed";
      case JsonDecoder::Line::loss:
      case JsonDecoder::Line::totals:
        return "not an event";
    }
    return {};
  }

 private:
  std::string padded_;
  JsonDecoder decoder_;
  std::unique_ptr<Encoder> encoder_ = make_json_encoder({});
};

bool is_familiar(const std::string& line) {
  const std::string padded = line + std::string(JsonDecoder::kPadding, '7');
  std::string arena;
  arena.reserve(padded.size());
  Event event;
  return json::read_familiar(std::string_view(padded).substr(0, line.size()), arena, event);
}

std::vector<std::string> plain_lines() {
  EventMaker maker(1, EventMaker::Texts::plain);
  const auto encoder = make_json_encoder({});
  std::vector<std::string> lines;
  for (const EventSpec& spec : events()) {
    std::string& line = lines.emplace_back();
    Event event = maker.make(spec);
    event.args[0].marks = WIRE_FIELD_USER;
    encoder->event(event, {}, line);
    line.pop_back();
  }
  return lines;
}

TEST_CASE("familiar lines are read as all others are") {
  Reader reader;
  int familiar = 0;
  for (const std::string& line : plain_lines()) {
    familiar += is_familiar(line) ? 1 : 0;
    if (reader.read(line) != reader.read(" " + line)) FAIL(line);
  }
  CHECK(familiar > 150);
}

TEST_CASE("damaged lines are read alike both ways") {
  const std::vector<std::string> lines = plain_lines();
  constexpr std::string_view kBytes = "\"\\{}[],:-0129.eE x\x01\xc3\x7f";
  std::mt19937 random(1);
  Reader reader;
  for (int round = 0; round < 20'000; ++round) {
    std::string line = lines[random() % lines.size()];
    const std::size_t at = random() % line.size();
    switch (random() % 3) {
      case 0:
        line[at] = kBytes[random() % kBytes.size()];
        break;
      case 1:
        line.insert(at, 1, kBytes[random() % kBytes.size()]);
        break;
      default:
        line.erase(at, 1 + random() % 3);
    }
    if (reader.read(line) != reader.read(" " + line)) FAIL(line);
  }
}

TEST_CASE("a line of our own with the usual arguments is familiar") {
  CHECK(is_familiar(
      R"({"timestamp":1732402800123456789,"threadStartTime":1732402799000000000,"processorId":3,)"
      R"("processId":4242,"cgroupId":5021,"threadId":4242,"parentProcessId":4100,)"
      R"("hostProcessId":4242,"hostThreadId":4242,"hostParentProcessId":4100,"userId":-1,)"
      R"("mountNamespace":4026531841,"pidNamespace":4026531836,"processName":"demo",)"
      R"("executable":{"path":""},"hostName":"box1","containerId":"","container":{},)"
      R"("kubernetes":{},"eventId":"59","eventName":"execve","matchedPolicies":[""],)"
      R"("argsNum":3,"returnValue":-2,"syscall":"execve","stackAddresses":null,)"
      R"("contextFlags":{"containerStarted":false,"isCompat":true},"threadEntityId":2418307841,)"
      R"("processEntityId":2418307841,"parentEntityId":3099120765,"args":[)"
      R"({"name":"pathname","type":"const char*","value":"/etc/passwd"},)"
      R"({"name":"argv","type":"const char*const*","value":["a","","-l"]},)"
      R"({"name":"envp","type":"const char*const*","value":[]}],)"
      R"("provenance":{"provider":"sys_exit","user":["pathname","argv"],"truncated":["argv"]}})"));
}

}  // namespace
}  // namespace trace::test
