// SPDX-License-Identifier: Apache-2.0
// The quick reader of lines beside the general one, which simdjson carries.
#include <random>

#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "common/codec/json/quick.h"
#include "tests/support/decoded_line.h"
#include "tests/support/general_line.h"
#include "tests/support/json_layouts.h"
#include "tests/support/random_event.h"

namespace trace {
namespace {

// Reads lines both ways. The quick one learns from one line what the next one may look like; nobody must see that.
class BothWays {
 public:
  void check(const std::string& line) {
    const GeneralLine general(line);
    for (int time = 0; time < 2; ++time) {
      DecodedLine quick(line, std::move(learning_));
      const bool alike = quick.bytes() == general.bytes() && quick.what() == general.what();
      learning_ = quick.take_decoder();
      if (alike) continue;
      INFO((time == 0 ? "at first, " : "once it has learnt, ") << general.what());
      FAIL(line);
    }
  }

 private:
  JsonDecoder learning_;
};

bool is_quick(const std::string& line) {
  const std::string padded = line + std::string(JsonDecoder::kPadding, '7');
  std::string arena;
  arena.reserve(json::arena_size(line.size()));
  Event event;
  json::LineShape shape;
  return json::read_quickly(std::string_view(padded).substr(0, line.size()), shape, arena, event).has_value();
}

// Every event of the catalog in both ways to write it, and as Tracee would have sent it.
std::vector<std::string> lines_of_all_events(unsigned seed) {
  RandomEvents random(seed);
  std::vector<std::string> lines;
  for (const EventSpec& spec : events()) {
    Event event = random.make(spec);
    event.context.container_id = event.context.cpu % 2 == 0 ? "4f1c0d9be2c7" : "";
    event.context.provider = event.context.cpu % 3 == 0 ? ProviderKind::none : ProviderKind::sys_exit;
    for (const bool parse_arguments : {false, true}) {
      std::string& line = lines.emplace_back();
      make_json_encoder({parse_arguments, false})->event(event, {}, line);
      line.pop_back();
    }
  }
  return lines;
}

TEST_CASE("lines of every event are read as the general reader reads them") {
  BothWays both;
  unsigned quick = 0;
  unsigned all = 0;
  for (unsigned seed = 1; seed < 6; ++seed) {
    for (const std::string& line : lines_of_all_events(seed)) {
      both.check(line);
      quick += is_quick(line) ? 1 : 0;
      ++all;
    }
  }
  CHECK(quick > all * 97 / 100);  // a double of an exponent, or a text that Tracee would not write
}

TEST_CASE("lines in every layout say what they say in ours, and go the quick way") {
  const std::vector<std::string> lines = lines_of_all_events(7);
  unsigned quick = 0;
  unsigned all = 0;
  for (const std::string_view layout : json_layouts()) {
    INFO(layout);
    BothWays both;
    for (const std::string& line : lines) {
      const std::string other = in_layout(layout, line);
      both.check(other);
      if (layout != "tracee") CHECK(DecodedLine(other).bytes() == DecodedLine(line).bytes());
      quick += is_quick(other) ? 1 : 0;
      ++all;
    }
  }
  CHECK(quick > all * 97 / 100);
}

TEST_CASE("damaged lines are read alike both ways") {
  std::vector<std::string> lines = lines_of_all_events(9);
  for (std::string& line : lines) {
    const auto layouts = json_layouts();
    line = in_layout(layouts[line.size() % layouts.size()], line);
  }
  constexpr std::string_view kBytes = "\"\\{}[],:-0129.eEux \x01\xc3\xa9\x7f";
  BothWays both;
  std::mt19937 random(1);
  for (int round = 0; round < 50'000; ++round) {
    std::string line = lines[random() % lines.size()];
    const std::size_t at = random() % line.size();
    const char byte = kBytes[random() % kBytes.size()];
    switch (random() % 4) {
      case 0:
        line[at] = byte;
        break;
      case 1:
        line.insert(at, 1, byte);
        break;
      case 2:
        line.insert(at, random() % 12, byte);
        break;
      default:
        line.erase(at, 1 + random() % 3);
    }
    both.check(line);
  }
}

TEST_CASE("numbers at the ends of their range are read alike both ways") {
  BothWays both;
  const std::string line = lines_of_all_events(1).front();
  for (const std::string_view key :
       {"timestamp", "processorId", "hostProcessId", "userId", "cgroupId", "returnValue", "threadEntityId"}) {
    const std::size_t begin = line.find("\"" + std::string(key) + "\":") + key.size() + 3;
    const std::size_t end = line.find(',', begin);
    for (const std::string_view number : {"0",
                                          "-0",
                                          "-1",
                                          "00",
                                          "01",
                                          "-",
                                          "",
                                          "65535",
                                          "65536",
                                          "-32768",
                                          "-32769",
                                          "2147483648",
                                          "-2147483648",
                                          "-2147483649",
                                          "4294967295",
                                          "4294967296",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "-9223372036854775808",
                                          "-9223372036854775809",
                                          "9999999999999999999",
                                          "10000000000000000000",
                                          "18446744073709551615",
                                          "18446744073709551616",
                                          "20000000000000000000",
                                          "99999999999999999999",
                                          "100000000000000000000",
                                          "1e3",
                                          "1.0",
                                          "1.5",
                                          "true",
                                          "null",
                                          "\"1\""}) {
      both.check(line.substr(0, begin) + std::string(number) + line.substr(end));
    }
  }
}

TEST_CASE("a line of our own with the usual arguments goes the quick way") {
  const std::string begin =
      R"({"timestamp":1732402800123456789,"threadStartTime":1732402799000000000,"processorId":3,"processId":4242,)"
      R"("cgroupId":5021,"threadId":4242,"parentProcessId":4100,"hostProcessId":4242,"hostThreadId":4242,)"
      R"("hostParentProcessId":4100,"userId":-1,"mountNamespace":4026531841,"pidNamespace":4026531836,)"
      R"("processName":"d<\u00e9>mo","executable":{"path":""},"hostName":"box1","containerId":)";
  const std::string middle =
      R"(,"eventId":"59","eventName":"execve","matchedPolicies":[""],"argsNum":3,"returnValue":-2,"syscall":"execve",)"
      R"("stackAddresses":null,"contextFlags":{"containerStarted":false,"isCompat":true},"threadEntityId":2418307841,)"
      R"("processEntityId":2418307841,"parentEntityId":3099120765,"args":[)"
      R"({"name":"pathname","type":"const char*","value":"/etc/caf)"
      "\xc3\xa9"
      R"("},{"name":"argv","type":"const char*const*","value":["a\n\"b\"\u003c","","-l"]},)"
      R"({"name":"envp","type":"const char*const*","value":[]}])";
  const std::string on_host = begin + R"("","container":{},"kubernetes":{})" + middle;
  CHECK(is_quick(on_host + "}"));
  CHECK(is_quick(on_host + R"(,"provenance":{"provider":"sys_exit","lane":4,"seq":7,"leaderStart":1,"parentStart":2,)"
                           R"("user":["pathname","argv"],"truncated":["argv"]}})"));
  CHECK(
      is_quick(begin + R"("ab","container":{"id":"ab","name":"web"},"kubernetes":{"podName":"web-1"})" + middle + "}"));
  const DecodedLine decoded(on_host + "}");
  CHECK(decoded.event().context.comm == "d<\xc3\xa9>mo");
  CHECK(decoded.event().arg("argv") == Value(StringList(std::string_view("a\n\"b\"<\0\0-l\0", 11))));
}

}  // namespace
}  // namespace trace
