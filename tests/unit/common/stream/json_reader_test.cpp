// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

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
  CHECK(items_of(kLine + "\n\xef\xbb\xbf" + kLine) == Items(2, "event openat"));
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
  const std::string line((std::size_t{16} << 20) + 10, 'x');
  CHECK(items_of(kLine + "\n" + line + "\n" + kLine) ==
        Items{"event openat", "malformed 2: the line is longer than 16 MiB", "event openat"});
  CHECK(items_of(line) == Items{"malformed 1: the line is longer than 16 MiB"});
}

TEST_CASE("bytes that are no UTF-8 spoil nothing but themselves") {
  CHECK(items_of("{\"eventName\":\"openat\",\"processName\":\"\xff\"}\n" + kLine) == Items(2, "event openat"));
}

TEST_CASE("a last line that ends within its object is cut off, and what is no JSON at all is not") {
  const auto is_cut = [](const char* text) {
    const auto reader = *open_reader(bytes_of(std::string(text)));
    return std::get<Malformed>(reader->next()).is_cut;
  };
  CHECK(is_cut("{\"eventName\":\"ope"));
  CHECK(is_cut(" {\"eventName\":"));
  CHECK(is_cut("{"));
  CHECK_FALSE(is_cut("{\"eventName\":\"ope\n"));
  CHECK_FALSE(is_cut("eventName"));
  CHECK_FALSE(is_cut("event\"Name"));
  CHECK_FALSE(is_cut("event{Name"));
}

const std::string kPretty =
    "{\n  \"eventName\": \"openat\",\n  \"args\": [\n    {\n      \"name\": \"fd\"\n    }\n  ]\n}\n";

TEST_CASE("an object may have many lines, in pieces of any size") {
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, SIZE_MAX}) {
    CHECK(items_of(kPretty, chunk) == Items(1, "event openat"));
    CHECK(items_of("\xef\xbb\xbf" + kPretty + kLine + "\n" + kPretty, chunk) == Items(3, "event openat"));
  }
}

TEST_CASE("a list holds events, on one line or many") {
  for (const std::size_t chunk : {std::size_t{1}, SIZE_MAX}) {
    CHECK(items_of("[" + kLine + "," + kLine + "]", chunk) == Items(2, "event openat"));
    CHECK(items_of("[\n" + kPretty + ",\n" + kPretty + "]\n" + kLine, chunk) == Items(3, "event openat"));
    CHECK(items_of("  [ ]\n", chunk).empty());
  }
}

TEST_CASE("braces and brackets in a text end nothing") {
  CHECK(items_of("[{\"processName\":\"}]\\\"{\",\n\"eventName\":\"openat\"}]") == Items(1, "event openat"));
}

TEST_CASE("what is wrong in a list is told by its line, and lines are read after it") {
  CHECK(items_of("[" + kLine + ",\n7]\n" + kLine) ==
        Items{"event openat", "malformed 2: not an object, as events are, in a list of events", "event openat"});
  CHECK(items_of("[" + kLine) == Items{"event openat", "malformed 1: the list is not closed"});
  CHECK(items_of("{\n\"eventName\":") == Items{"malformed 1: the object is not closed"});
  CHECK(items_of("{\n\"a\": \"b\n" + kLine) ==
        Items{"malformed 1: the object is not closed, or has a line break within a text", "event openat"});
}

TEST_CASE("a line that was cut off swallows none of those after it") {
  CHECK(items_of("{\n" + kLine + "\n" + kLine) ==
        Items{"malformed 1: the object is not closed, or has a line break within a text", "event openat",
              "event openat"});
  CHECK(items_of("{\"eventName\":\n" + kLine)[1] == "event openat");
}

TEST_CASE("a stream that begins where another one has not ended is told of, one that goes on is not") {
  const std::string first = R"({"totals":{"final":false,"begins":true,"time":1}})"
                            "\n";
  const std::string life = R"({"totals":{"final":false,"time":2}})"
                           "\n";
  const std::string end = R"({"totals":{"final":true,"events":[]}})"
                          "\n";
  const auto cut_ones = [](const Items& items) {
    return std::count(items.begin(), items.end(), "malformed 3: a stream begins where the one before it has not ended");
  };
  CHECK(cut_ones(items_of(first + life + first + end)) == 1);
  CHECK(cut_ones(items_of(first + end + first + end)) == 0);
  CHECK(cut_ones(items_of(first + life + life + end)) == 0);
  CHECK(cut_ones(items_of(life + life + first + end)) == 1);  // of an older collector
}

TEST_CASE("lines are counted through lists and objects of many lines") {
  const Items items = items_of(kPretty + "[" + kLine + ",\n" + kLine + "]\nnonsense\n");
  REQUIRE(items.size() == 4);
  CHECK(items[3].starts_with("malformed 11: "));
}

TEST_CASE("what is packed by another program is named") {
  CHECK(items_of(std::string("\x1f\x8b\x08\x00", 4))[0].find("compressed by gzip") != std::string::npos);
  CHECK(items_of(std::string("\xff\xfe{\x00", 4))[0].find("UTF-16") != std::string::npos);
  CHECK(items_of("\xfd"
                 "7zXZ")[0]
            .find("compressed by xz") != std::string::npos);
}

TEST_CASE("an event of an unknown name is named, and one without a name is found by its id") {
  CHECK(items_of(R"({"eventId":"2007","eventName":"net_packet_dns_request","args":[]})") ==
        Items{"unknown net_packet_dns_request"});
  CHECK(items_of(R"({"args":[],"eventId":"257"})") == Items{"event openat"});
}

}  // namespace
}  // namespace trace
