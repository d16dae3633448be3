// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/byte_stream.h"

#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace trace {
namespace {

constexpr std::uint64_t kMost = 1 << 20;

UniqueFd file_with(std::string_view content = {}) {
  UniqueFd fd(::memfd_create("test", 0));
  REQUIRE(::write(fd.get(), content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  return fd;
}

wire_captured record_at(std::uint64_t offset) {
  wire_captured record{};
  record.offset = offset;
  return record;
}

using Range = ByteRanges::Range;

}  // namespace

TEST_CASE("ranges that touch become one, whatever their order") {
  ByteRanges ranges;
  CHECK(ranges.is_all_of(0));
  CHECK(ranges.add(10, 20));
  CHECK(ranges.add(30, 40));
  CHECK(ranges.add(5, 5));
  CHECK(ranges.all() == std::vector<Range>{{10, 20}, {30, 40}});
  CHECK(ranges.add(20, 30));
  CHECK(ranges.all() == std::vector<Range>{{10, 40}});
  CHECK(ranges.add(0, 5));
  CHECK(ranges.add(3, 50));
  CHECK(ranges.all() == std::vector<Range>{{0, 50}});
  CHECK(ranges.bytes() == 50);
  CHECK(ranges.is_all_of(50));
  CHECK_FALSE(ranges.is_all_of(51));
}

TEST_CASE("there are no more ranges than are remembered") {
  ByteRanges ranges;
  for (std::uint64_t i = 0; i < ByteRanges::kMax; ++i) REQUIRE(ranges.add(4 * i, 4 * i + 1));
  CHECK_FALSE(ranges.add(1'000'000, 1'000'001));
  CHECK(ranges.add(0, 4));  // makes none
}

TEST_CASE("bytes are where they were, and are compared with a file") {
  ByteStream stream(file_with(), "tmp/0");
  CHECK(stream.is_empty());
  CHECK(stream.add(record_at(6), "world", kMost) == 0);
  CHECK(stream.compare(file_with("hello world").get(), 11) == "part");
  CHECK(stream.add(record_at(0), "hello ", kMost) == 0);
  CHECK(stream.end() == 11);
  CHECK_FALSE(stream.is_cut());
  CHECK(stream.compare(file_with("hello world").get(), 11) == "whole");
  CHECK(stream.compare(file_with("hello world, and more").get(), 21) == "part");
  CHECK(stream.compare(file_with("hello World").get(), 11) == "differs");
  CHECK(stream.compare(file_with("hello").get(), 5) == "differs");
}

TEST_CASE("where there is no position bytes come one after the other") {
  ByteStream stream(file_with(), "tmp/0");
  wire_captured record = record_at(77);
  record.flags = WIRE_CAPTURED_IN_ORDER;
  for (const char* const bytes : {"one", "two"}) CHECK(stream.add(record, bytes, kMost) == 0);
  CHECK(stream.compare(file_with("onetwo").get(), 6) == "whole");
  CHECK_FALSE(stream.replaces(record, "xxx"));
}

TEST_CASE("what is left out is known") {
  ByteStream limited(file_with(), "tmp/0");
  CHECK(limited.add(record_at(8), "0123", 10) == 0);
  CHECK(limited.end() == 10);
  CHECK(limited.is_cut());
  ByteStream beyond(file_with(), "tmp/1");
  CHECK(beyond.add(record_at(UINT64_MAX - 1), "0123", 10) == 0);
  CHECK(beyond.is_empty());
  CHECK(beyond.is_cut());
  ByteStream lossy(file_with(), "tmp/2");
  wire_captured record = record_at(0);
  record.lost = 100;  // before the first that is here
  CHECK(lossy.add(record, "0", kMost) == 0);
  CHECK_FALSE(lossy.is_cut());
  record.lost = 101;
  CHECK(lossy.add(record, "0", kMost) == 0);
  CHECK(lossy.is_cut());
  ByteStream unreadable(file_with(), "tmp/3");
  record = record_at(0);
  record.flags = WIRE_CAPTURED_UNREADABLE;
  CHECK(unreadable.add(record, "0000", kMost) == 0);
  CHECK(unreadable.is_cut());
  CHECK(unreadable.is_empty());
}

TEST_CASE("what is written over something else replaces it") {
  ByteStream stream(file_with(), "tmp/0");
  stream.add(record_at(10), "secret", kMost);
  CHECK(stream.replaces(record_at(12), "CRET"));
  CHECK(stream.replaces(record_at(0), "0123456789x"));
  CHECK_FALSE(stream.replaces(record_at(12), "cre"));
  CHECK_FALSE(stream.replaces(record_at(0), "0123456789"));
  CHECK_FALSE(stream.replaces(record_at(16), "and more"));
}

}  // namespace trace
