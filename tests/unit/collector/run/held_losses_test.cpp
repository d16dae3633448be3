// SPDX-License-Identifier: Apache-2.0
#include "collector/run/held_losses.h"

#include <catch2/catch.hpp>

#include "common/event/losses.h"
#include "tests/support/listed_frames.h"

namespace trace {
namespace {

constexpr std::uint16_t kLane = 1;

// One lane, in which events are made, lost and drained.
struct Lane {
  ListedFrames source;
  LaneWatch watch{source};
  HeldLosses held;

  void make() { ++source.lanes[kLane].made; }
  // Counted by the kernel side; told of by add().
  void lose() {
    make();
    ++source.lanes[kLane].lost;
  }
  void drain(std::uint64_t seq) { watch.drained(kLane, seq); }
  void add(std::uint64_t count) { held.add({one_loss(WIRE_EVENT_task_rename, kLane, count)}); }
  // How many are told now.
  std::uint64_t take() {
    std::uint64_t count = 0;
    for (const wire_loss& loss : held.take(watch)) count += loss.count;
    return count;
  }
};

}  // namespace

TEST_CASE_METHOD(Lane, "a loss is told once an event after it was drained", "[held_losses]") {
  make();
  drain(1);
  make();
  lose();
  make();
  add(1);
  CHECK(take() == 0);
  drain(2);
  CHECK(take() == 0);
  drain(4);
  CHECK(take() == 1);
  CHECK(take() == 0);
}

TEST_CASE_METHOD(Lane, "a loss after which nothing is awaited is told at once", "[held_losses]") {
  make();
  drain(1);
  lose();
  lose();
  add(2);
  CHECK(take() == 2);
  // What comes after it does not have it told again, nor that of others.
  make();
  drain(4);
  lose();
  make();
  add(1);
  CHECK(take() == 0);
  drain(6);
  CHECK(take() == 1);
}

TEST_CASE_METHOD(Lane, "of losses on both sides of what was drained those before it are told", "[held_losses]") {
  lose();
  make();
  drain(2);
  lose();
  lose();
  make();
  add(3);
  CHECK(take() == 1);
  drain(5);
  CHECK(take() == 2);
}

TEST_CASE_METHOD(Lane, "losses of no lane are told at once, and at the end all are", "[held_losses]") {
  held.add({one_loss(WIRE_EVENT_task_rename, WIRE_NO_LANE, 7)});
  CHECK(take() == 7);
  lose();
  make();
  add(1);
  CHECK(take() == 0);
  REQUIRE(held.take_all().size() == 1);
  CHECK(held.take_all().empty());
}

}  // namespace trace
