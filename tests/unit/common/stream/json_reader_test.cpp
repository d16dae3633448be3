// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/items.h"

namespace trace {
namespace {

using Items = std::vector<std::string>;

const std::string kLine = R"({"eventName":"openat"})";

TEST_CASE("an empty stream is at its end, and not complete") {
  CHECK(items_of("").empty());
  CHECK(items_of("\n\n  \r\n").empty());
}

TEST_CASE("lines may end with CR and LF, the last one with nothing, and a file may begin with a byte order mark") {
  CHECK(items_of(kLine + "\r\n" + kLine + "\n\n" + kLine) == Items(3, "event openat"));
  CHECK(items_of("\xef\xbb\xbf" + kLine + "\n" + kLine) == Items(2, "event openat"));
  CHECK(items_of("\xef\xbb\xbf" + kLine, 1) == Items(1, "event openat"));
}

TEST_CASE("a malformed line is told by its number and skipped") {
  const Items items = items_of(kLine + "\n\nnonsense\n" + kLine);
  REQUIRE(items.size() == 3);
  CHECK(items[0] == "event openat");
  CHECK(items[1].rfind("malformed 3: not a JSON object", 0) == 0);
  CHECK(items[2] == "event openat");
}

TEST_CASE("a line of megabytes is read, in pieces of any size") {
  const std::string line =
      R"({"eventName":"openat","args":[{"name":"pathname","value":")" + std::string(3'000'000, 'x') + "\"}]}\n";
  for (const std::size_t chunk : {std::size_t{1000}, SIZE_MAX}) {
    CHECK(items_of(kLine + "\n" + line + kLine, chunk) == Items(3, "event openat"));
  }
}

TEST_CASE("a line above the limit is told and skipped, also if the stream ends with it") {
  const std::string line((std::size_t{64} << 20) + 10, 'x');
  CHECK(items_of(kLine + "\n" + line + "\n" + kLine) ==
        Items{"event openat", "malformed 2: the line is longer than 64 MiB", "event openat"});
  CHECK(items_of(line) == Items{"malformed 1: the line is longer than 64 MiB"});
}

TEST_CASE("bytes that are no UTF-8 spoil the line") {
  const Items items = items_of("{\"eventName\":\"openat\",\"processName\":\"\xff\"}\n" + kLine);
  REQUIRE(items.size() == 2);
  CHECK(items[0].rfind("malformed 1: ", 0) == 0);
  CHECK(items[1] == "event openat");
}

TEST_CASE("an event of an unknown name is named, and one without a name is found by its id") {
  CHECK(items_of(R"({"eventId":"2007","eventName":"net_packet_dns_request","args":[]})") ==
        Items{"unknown net_packet_dns_request"});
  CHECK(items_of(R"({"args":[],"eventId":"257"})") == Items{"event openat"});
}

}  // namespace
}  // namespace trace
