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

void lose(EventsRead& events_read, std::uint64_t count, std::uint32_t id = WIRE_EVENT_task_rename) {
  wire_loss loss{};
  loss.id = id;
  loss.count = count;
  events_read.lose(loss);
}

wire_total total(std::uint64_t produced, std::uint64_t written, std::uint64_t filtered, std::uint64_t lost) {
  return {WIRE_EVENT_task_rename, 0, produced, written, filtered, lost};
}

}  // namespace

TEST_CASE("numbers of a lane that are left out are no contradiction if as many were filtered or lost", "[stream]") {
  EventsRead events_read;
  for (const std::uint64_t seq : {1U, 2U, 5U, 6U}) read(events_read, 4, seq);
  lose(events_read, 1);
  lose(events_read, 7, WIRE_ANY_EVENT);
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

TEST_CASE("what the totals say was lost and nothing tells of is a contradiction, once", "[stream]") {
  EventsRead events_read;
  read(events_read, 0, 1);
  lose(events_read, GENERATE(0U, 2U, 4U));
  SECTION("at the end") {
    events_read.end(std::array{total(4, 1, 0, 3)}, true);
  }
  SECTION("at a checkpoint") {
    events_read.checkpoint(std::array{total(0, 1, 0, 3)});
    events_read.checkpoint(std::array{total(0, 1, 0, 3)});
    events_read.end(std::array{total(4, 1, 0, 3)}, true);
  }
  REQUIRE(events_read.contradictions().size() == 1);
  CHECK(events_read.contradictions()[0].starts_with("3 events task_rename were lost by the totals, and "));
}

TEST_CASE("a checkpoint that has other events before it than were read is a contradiction, once", "[stream]") {
  EventsRead events_read;
  read(events_read, 0, 1);
  events_read.checkpoint(std::array{total(0, 1, 0, 0)});
  CHECK(events_read.contradictions().empty());
  events_read.checkpoint(std::array{total(0, 2, 0, 0)});
  events_read.checkpoint(std::array{total(0, 3, 0, 0)});
  REQUIRE(events_read.contradictions().size() == 1);
  CHECK(events_read.contradictions()[0] == "a checkpoint has 2 events task_rename before it, and 1 were read");
}

TEST_CASE("an event that takes the place of another one is a contradiction, by its number", "[stream]") {
  EventsRead events_read;
  SECTION("its own, later") {
    for (const std::uint64_t seq : {1U, 2U, 1U, 4U}) read(events_read, 3, seq);
  }
  SECTION("its own, before it") {
    for (const std::uint64_t seq : {4U, 2U, 3U, 4U}) read(events_read, 3, seq);
  }
  events_read.end(std::array{total(4, 4, 0, 0)}, true);
  REQUIRE_FALSE(events_read.contradictions().empty());
  CHECK(events_read.contradictions()[0].ends_with(" of lane 3 comes after number " +
                                                  std::string(events_read.contradictions()[0][7] == '1' ? "2" : "4") +
                                                  ": an event is there twice, or not in its place"));
}

TEST_CASE("that many events are not in their place is told in two sentences, and of an extract in none", "[stream]") {
  EventsRead events_read;
  const bool is_extract = GENERATE(true, false);
  events_read.begin({false, is_extract});
  for (int i = 0; i < 10; ++i) read(events_read, 3, 1);
  events_read.end(std::array{total(10, 10, 0, 0)}, false);
  CHECK(events_read.contradictions().size() == (is_extract ? 0 : 2));
  if (!is_extract) CHECK(events_read.contradictions()[1] == "8 more events are there twice, or not in their place");
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
  events_read.begin({true, false});
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
