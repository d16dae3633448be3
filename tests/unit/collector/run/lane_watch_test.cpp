// SPDX-License-Identifier: Apache-2.0
#include "collector/run/lane_watch.h"

#include <catch2/catch.hpp>

#include "tests/support/listed_frames.h"

namespace trace {
namespace {

struct Watched {
  ListedFrames source;
  LaneWatch watch{source};

  void drain(std::uint16_t lane, std::initializer_list<std::uint64_t> numbers) {
    for (const std::uint64_t number : numbers) watch.drained(lane, number);
  }
};

}  // namespace

TEST_CASE("numbers in a row are nothing to tell of", "[lane_watch]") {
  Watched watched;
  watched.source.lanes = {{.made = 3, .lost = 0}, {.made = 2, .lost = 0}};
  watched.drain(0, {1, 2, 3});
  watched.drain(1, {1, 2});
  CHECK(watched.watch.find().empty());
  CHECK(watched.watch.find_at_end().empty());
}

TEST_CASE("numbers left out are explained by as many losses of the same lane", "[lane_watch]") {
  Watched watched;
  watched.source.lanes = {{.made = 6, .lost = 3}, {.made = 2, .lost = 0}};
  watched.drain(0, {1, 5});
  CHECK(watched.watch.find().empty());
  watched.drain(1, {2});
  const auto found = watched.watch.find();
  REQUIRE(found.size() == 1);
  CHECK(found[0].reason == "gap");
  CHECK(found[0].lane == 1);
  CHECK(found[0].count == 1);
  CHECK(found[0].first_seq == 1);
  CHECK(found[0].last_seq == 1);
}

TEST_CASE("what is missing is told once, and what is missing later again", "[lane_watch]") {
  Watched watched;
  watched.source.lanes = {{.made = 20, .lost = 1}};
  watched.drain(0, {1, 4});
  REQUIRE(watched.watch.find().size() == 1);
  watched.drain(0, {5, 6});
  CHECK(watched.watch.find().empty());
  watched.drain(0, {10});
  const auto found = watched.watch.find();
  REQUIRE(found.size() == 1);
  CHECK(found[0].count == 3);
  CHECK(found[0].first_seq == 7);
  CHECK(found[0].last_seq == 9);
}

TEST_CASE("a number that comes again, was never given, or is of no lane is told", "[lane_watch]") {
  Watched watched;
  watched.source.lanes = {{.made = 3, .lost = 0}};
  watched.drain(0, {1, 2, 2, 900, 3});
  watched.drain(77, {1});
  const auto found = watched.watch.find();
  REQUIRE(found.size() == 2);
  CHECK(found[0].reason == "repeated");
  CHECK(found[0].count == 2);
  CHECK(found[0].first_seq == 2);
  CHECK(found[0].last_seq == 900);
  CHECK(found[1].lane == 77);
  CHECK(watched.watch.find_at_end().empty());
}

TEST_CASE("what was made after the last that came is awaited, and missing at the end", "[lane_watch]") {
  Watched watched;
  watched.source.lanes = {{.made = 1, .lost = 0}, {.made = 4, .lost = 4}};
  watched.drain(0, {1});
  CHECK_FALSE(watched.watch.awaits_any());  // the other lane lost all
  watched.source.lanes[0].made = 3;
  CHECK(watched.watch.awaits_any());
  const auto found = watched.watch.find_at_end();
  REQUIRE(found.size() == 1);
  CHECK(found[0].count == 2);
  CHECK(found[0].first_seq == 2);
  CHECK(found[0].last_seq == 3);
}

}  // namespace trace
