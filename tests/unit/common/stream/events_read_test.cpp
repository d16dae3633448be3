// SPDX-License-Identifier: Apache-2.0
#include "common/stream/events_read.h"

#include <array>

#include <catch2/catch.hpp>

namespace trace {
namespace {

const EventSpec& rename_event() {
  return events()[WIRE_SLOT_task_rename];
}

void read(EventsRead& events_read, std::uint16_t lane, std::uint64_t seq) {
  Context context;
  context.lane = lane;
  context.seq = seq;
  events_read.count(rename_event(), context);
}

wire_total total(std::uint64_t produced, std::uint64_t written, std::uint64_t filtered, std::uint64_t lost) {
  return {WIRE_EVENT_task_rename, 0, produced, written, filtered, lost};
}

}  // namespace

TEST_CASE("numbers of a lane that are left out are no contradiction if as many were filtered or lost", "[stream]") {
  EventsRead events_read;
  for (const std::uint64_t seq : {1U, 2U, 5U, 6U}) read(events_read, 4, seq);
  events_read.end(std::array{total(6, 4, 1, 1)}, true);
  CHECK(events_read.mismatches().empty());
  CHECK(events_read.contradictions().empty());
}

TEST_CASE("more numbers left out than were filtered and lost are a contradiction", "[stream]") {
  EventsRead events_read;
  for (const std::uint64_t seq : {1U, 2U, 5U, 6U}) read(events_read, 4, seq);
  read(events_read, 0, 3);
  SECTION("at the end") {
    events_read.end(std::array{total(6, 5, 1, 0)}, true);
  }
  SECTION("at a checkpoint, and only once") {
    events_read.checkpoint(std::array{total(0, 5, 1, 0)});
    events_read.end(std::array{total(6, 5, 1, 0)}, true);
  }
  REQUIRE(events_read.contradictions().size() == 1);
  CHECK(events_read.contradictions()[0] ==
        "3 events are missing that were neither filtered nor lost, by the numbers of their lanes");
}

TEST_CASE("of a stream that was not read whole nothing is concluded from numbers", "[stream]") {
  EventsRead events_read;
  read(events_read, 0, 17);
  events_read.end(std::array{total(1, 1, 0, 0)}, false);
  CHECK(events_read.contradictions().empty());
}

TEST_CASE("an event that was made in no lane leaves no number out", "[stream]") {
  EventsRead events_read;
  read(events_read, 9, 0);
  events_read.end(std::array{total(1, 1, 0, 0)}, true);
  CHECK(events_read.contradictions().empty());
}

TEST_CASE("an account that does not balance is a contradiction that names the event", "[stream]") {
  EventsRead events_read;
  read(events_read, 0, 1);
  events_read.end(std::array{total(5, 1, 1, 1)}, true);
  REQUIRE_FALSE(events_read.contradictions().empty());
  CHECK(events_read.contradictions()[0] ==
        "the account of task_rename does not balance: 5 made, 1 written, 1 filtered, 1 lost");
}

TEST_CASE("the next stream begins with other numbers", "[stream]") {
  EventsRead events_read;
  for (const std::uint64_t seq : {1U, 2U, 3U}) read(events_read, 0, seq);
  events_read.end(std::array{total(3, 3, 0, 0)}, true);
  events_read.begin();
  read(events_read, 0, 1);
  events_read.end(std::array{total(1, 1, 0, 0)}, true);
  CHECK(events_read.contradictions().empty());
}

TEST_CASE("what a stream says wrongly of itself is kept a thousand times and no more", "[stream]") {
  EventsRead events_read;
  for (int i = 0; i < 3000; ++i) events_read.end(std::array{total(1, 7, 0, 0)}, true);
  CHECK(events_read.mismatches().size() == 1000);
  CHECK(events_read.contradictions().size() == 1000);
}

TEST_CASE("in a later file of a recording numbers go on from those before", "[stream]") {
  EventsRead events_read;
  events_read.begin(true);
  for (const std::uint64_t seq : {1001U, 1003U}) read(events_read, 4, seq);
  SECTION("what was filtered is explained") {
    events_read.end(std::array{total(3, 2, 1, 0)}, true);
  }
  SECTION("what is missing is a contradiction all the same") {
    events_read.end(std::array{total(2, 2, 0, 0)}, true);
    REQUIRE(events_read.contradictions().size() == 1);
    CHECK(events_read.contradictions()[0].starts_with("1 events are missing"));
    return;
  }
  CHECK(events_read.contradictions().empty());
}

TEST_CASE("what is told again is in no total", "[stream]") {
  EventsRead events_read;
  Context context;
  context.flags = WIRE_FLAG_STATE;
  events_read.count(rename_event(), context);
  events_read.end(std::array<wire_total, 0>{}, true);
  CHECK(events_read.mismatches().empty());
}

}  // namespace trace
