// SPDX-License-Identifier: Apache-2.0
// Texts that are none, and null, as Go's encoding/json reads them; both readers of lines agree.
#include <catch2/catch.hpp>

#include "tests/support/decoded_line.h"
#include "tests/support/general_line.h"

namespace trace {
namespace {

using Line = JsonDecoder::Line;

// The name of the process in a line where it stands so.
std::string comm_of(const std::string& text) {
  const std::string line = R"({"eventName":"openat","processName":")" + text + R"(","args":[]})";
  const DecodedLine decoded(line);
  const GeneralLine general(line);
  INFO(decoded.what());
  REQUIRE(decoded.is(Line::event));
  REQUIRE(general.is(Line::event));
  CHECK(decoded.bytes() == general.bytes());
  return std::string(decoded.event().context.comm);
}

TEST_CASE("a surrogate that stands alone is a replacement character", "[json]") {
  CHECK(comm_of(R"(a\udcff)") == "a\ufffd");
  CHECK(comm_of(R"(\ud83dx)") == "\ufffdx");
  CHECK(comm_of(R"(\ud83d\u0041)") == "\ufffdA");
  CHECK(comm_of(R"(\ud83d\ud83d\ude00)") == "\ufffd\U0001f600");
  CHECK(comm_of(R"(\uDE00\uD83D)") == "\ufffd\ufffd");
  CHECK(comm_of(R"(\\ud83d)") == R"(\ud83d)");
  CHECK(comm_of(R"(\ud83d\ude00)") == "\U0001f600");
}

TEST_CASE("each byte that is not UTF-8 is a replacement character", "[json]") {
  CHECK(comm_of("a\xff\xfe") == "a\ufffd\ufffd");
  CHECK(comm_of("\xc3(") == "\ufffd(");
  CHECK(comm_of("\xed\xa0\x80") == "\ufffd\ufffd\ufffd");
  CHECK(comm_of("\xe2\x82") == "\ufffd\ufffd");
  CHECK(comm_of(std::string(600, '\xff')).size() == 1800);
}

TEST_CASE("odd bytes in what nobody asks for cost nothing", "[json]") {
  const DecodedLine decoded("{\"x\xff\":\"\xff\\udc00\",\"eventName\":\"openat\",\"container\":{\"name\":\"\xff\"}}");
  CHECK(decoded.is(Line::event));
}

TEST_CASE("null says nothing, whatever the key", "[json]") {
  const DecodedLine decoded(
      R"({"timestamp":null,"processorId":null,"processId":null,"processName":null,"executable":null,"hostName":null,)"
      R"("containerId":null,"container":{"id":null},"eventId":null,"eventName":"execve","matchedPolicies":null,)"
      R"("returnValue":null,"syscall":null,"stackAddresses":null,"contextFlags":{"containerStarted":null},)"
      R"("threadEntityId":null,"args":[{"name":"argv","value":["a",null]},{"name":"pathname","value":null}],)"
      R"("provenance":{"lane":null,"absent":null},"loss":null,"totals":null})");
  INFO(decoded.what());
  REQUIRE(decoded.is(Line::event));
  CHECK(decoded.event().context.container_id.empty());
  CHECK(is_absent(decoded.event().arg("pathname")));
  CHECK(decoded.event().arg("argv") == Value(StringList(std::string_view("a\0\0", 3))));
}

TEST_CASE("without flags a container id says that the task is in a started container", "[json]") {
  const auto flags = [](const std::string& more) {
    const std::string line = R"({"eventName":"openat","containerId":"4f1c")" + more + "}";
    CHECK(DecodedLine(line).bytes() == GeneralLine(line).bytes());
    return DecodedLine(line).event().context.flags & WIRE_FLAG_CONTAINER;
  };
  CHECK(flags("") != 0);
  CHECK(flags(R"(,"contextFlags":{"containerStarted":false,"isCompat":false})") == 0);
  CHECK(flags(R"(,"contextFlags":{})") == 0);
  CHECK((DecodedLine(R"({"eventName":"openat","containerId":""})").event().context.flags & WIRE_FLAG_CONTAINER) == 0);
}

}  // namespace
}  // namespace trace
