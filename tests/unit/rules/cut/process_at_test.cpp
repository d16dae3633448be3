// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/process_at.h"

#include "tests/support/told_process.h"

namespace trace {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

// Two processes had the number 20: until the fifth second, and from the eighth on.
std::optional<ProcessTrees::Root> found_at(const Moment& moment) {
  ProcessAt at({20, moment});
  at.take(Totals{{}, false, kToldBootTime});
  for (const std::uint64_t second : {2, 5, 8, 9}) {
    OwnedEvent event = Told{20, 10}.does("openat", second * kSecond);
    event.event.context.process_entity = entity_id(20, second < 6 ? kSecond : 7 * kSecond);
    at.take(EventItem{&event.event});
    const OwnedEvent other = Told{21, 10}.does("openat", second * kSecond);
    at.take(EventItem{&other.event});
  }
  return at.found();
}

TEST_CASE("a process is found by a time at which it had its number") {
  const ProcessKey first = ProcessKey::at(20, kSecond);
  const ProcessKey second = ProcessKey::at(20, 7 * kSecond);
  CHECK(found_at({kToldBootTime + 3 * kSecond, false})->process == first);
  CHECK(found_at({kToldBootTime + 5 * kSecond, false})->process == first);
  CHECK(found_at({kToldBootTime + 6 * kSecond, false})->process == first);
  CHECK(found_at({kToldBootTime + 8 * kSecond, false})->process == second);
  CHECK(found_at({kToldBootTime + 90 * kSecond, false})->process == second);
}

TEST_CASE("before its first event the first process that had the number is found") {
  CHECK(found_at({kToldBootTime, false})->process == ProcessKey::at(20, kSecond));
}

TEST_CASE("the time may be since the beginning of the recording") {
  CHECK(found_at({8 * kSecond, true})->process == ProcessKey::at(20, 7 * kSecond));
}

TEST_CASE("a process that only its child tells of is found") {
  ProcessAt at({10, Moment{0, false}});
  const OwnedEvent event = Told{20, 10}.does("openat", kSecond);
  at.take(EventItem{&event.event});
  REQUIRE(at.found());
  CHECK(at.found()->process == Told{10}.key());
}

TEST_CASE("a process that came later than the time that was asked for is told from one that was there") {
  const OwnedEvent event = Told{20, 10}.does("openat", 5 * kSecond);
  const auto later = [&](std::uint64_t asked_ns) {
    ProcessAt at({20, Moment{asked_ns, false}});
    at.take(EventItem{&event.event});
    return at.came_later_ns();
  };
  CHECK(later(kToldBootTime + 4 * kSecond) == kToldBootTime + 5 * kSecond);
  CHECK(later(kToldBootTime + 5 * kSecond) == 0);
  CHECK(later(kToldBootTime + 6 * kSecond) == 0);
}

TEST_CASE("no process of a number is none") {
  ProcessAt at({7, Moment{0, false}});
  CHECK_FALSE(at.found());
}

}  // namespace
}  // namespace trace
