// SPDX-License-Identifier: Apache-2.0
#include "collector/run/loop.h"

#include <functional>
#include <utility>

#include <catch2/catch.hpp>

#include "common/event/losses.h"
#include "tests/support/frames.h"
#include "tests/support/listed_frames.h"
#include "tests/support/memory_output.h"

namespace trace {
namespace {

using std::chrono::milliseconds;

// A machine whose clock moves by sleeping alone.
class FakeHost final : public Host {
 public:
  Time now() override { return now_; }
  ClockReading clocks() override { return {0, boot_time_ns, 0}; }
  void wait(milliseconds at_most) override {
    waits.push_back(at_most);
    now_ += at_most;
    if (on_sleep) on_sleep();
  }
  void pause(milliseconds time) override {
    ++pauses;
    now_ += time;
    if (on_sleep) on_sleep();
  }
  // A loop that nothing ends is a failure, not a hang.
  bool should_stop() override { return stop || ++turns_ > 100'000; }
  void alive() override { ++signs_of_life; }
  void pass(milliseconds time) { now_ += time; }

  std::vector<milliseconds> waits;
  std::size_t pauses = 0;
  std::size_t signs_of_life = 0;
  bool stop = false;
  std::uint64_t boot_time_ns = 0;
  std::function<void()> on_sleep;

 private:
  Time now_{};
  std::size_t turns_ = 0;
};

struct Collection {
  Noted noted;
  ListedFrames source;
  FakeHost host;
  Pipeline pipeline{{.events = EventSlots().set(), .sort_events = false}, {}, {}, noting_output(noted)};

  void put(std::uint16_t flags = 0) {
    std::string frame = EventFrame(std::uint32_t{WIRE_EVENT_task_rename}).bytes();
    std::memcpy(frame.data() + offsetof(wire_event, flags), &flags, sizeof(flags));
    source.put(std::move(frame), WIRE_SLOT_task_rename);
  }
  void run(std::optional<Loop::Duration> duration = {}) {
    Loop loop(source, pipeline, host, duration);
    loop.run();
    loop.finish();
  }
};

}  // namespace

namespace {

// A process beside the collector, that has one event now, one at the end, and lost two.
class ListedSide final : public SideSource {
 public:
  int wait_fd() const override { return -1; }
  void take(const Sink& sink) override {
    if (std::exchange(taken_, true)) return;
    OwnedEvent made(*find_event("artifact"));
    sink(made.event);
  }
  void caught_up(std::uint64_t time_ns) override { caught_up_at.push_back(time_ns); }
  void finish(const Sink& sink, const std::function<void()>& meanwhile) override {
    if (on_finish) on_finish(meanwhile);
    OwnedEvent made(*find_event("artifact"));
    sink(made.event);
  }
  std::vector<wire_loss> take_losses() override { return {one_loss(WIRE_EVENT_artifact, WIRE_NO_LANE, 2)}; }

  std::vector<std::uint64_t> caught_up_at;
  std::function<void(const std::function<void()>&)> on_finish;

 private:
  bool taken_ = false;
};

}  // namespace

TEST_CASE("events of a process beside the collector are in the stream and in its account", "[loop]") {
  Collection collection;
  ListedSide side;
  Loop loop(collection.source, collection.pipeline, collection.host, milliseconds(1), &side);
  loop.run();
  loop.finish();
  CHECK(collection.noted.names() == std::vector<std::string_view>{"artifact", "artifact"});
  const wire_total* const row = collection.noted.at_end(WIRE_EVENT_artifact);
  REQUIRE(row != nullptr);
  CHECK(row->produced == 4);
  CHECK(row->written == 2);
  CHECK(row->lost == 2);
  CHECK_FALSE(side.caught_up_at.empty());
}

TEST_CASE("at rest the source is armed and the loop waits for it", "[loop]") {
  Collection collection;
  collection.host.on_sleep = [&] {
    CHECK(collection.source.armed);
    collection.host.stop = true;
  };
  collection.run();
  CHECK(collection.host.waits == std::vector<milliseconds>{Loop::kCheckpointInterval});
  CHECK(collection.host.pauses == 0);
}

TEST_CASE("the loop looks once more between arming and waiting", "[loop]") {
  Collection collection;
  std::size_t drains_before_wait = 0;
  collection.host.on_sleep = [&] {
    drains_before_wait = collection.source.drains;
    collection.host.stop = true;
  };
  collection.run();
  CHECK(drains_before_wait == 2);
}

TEST_CASE("while events come nothing is armed and the loop looks by itself", "[loop]") {
  Collection collection;
  collection.put();
  collection.host.on_sleep = [&] {
    CHECK_FALSE(collection.source.armed);
    collection.host.stop = collection.host.pauses == 3;
    collection.put();
  };
  collection.run();
  CHECK(collection.host.pauses == 3);
  CHECK(collection.host.waits.empty());
}

TEST_CASE("events that can wait do not keep the loop awake", "[loop]") {
  Collection collection;
  collection.put(WIRE_FLAG_BACKGROUND | WIRE_FLAG_CAN_WAIT);
  collection.host.on_sleep = [&] { collection.host.stop = true; };
  collection.run();
  CHECK(collection.host.pauses == 0);
  CHECK(collection.host.waits.size() == 1);
}

TEST_CASE("a step of the wall clock is told before the events that are found after it", "[loop]") {
  Collection collection;
  collection.host.on_sleep = [&] {
    collection.host.stop = collection.host.boot_time_ns != 0;
    collection.host.boot_time_ns = 5'000'000'000;
    collection.put();
  };
  collection.run();
  CHECK(collection.noted.events.at(0).event.context.time_ns >= 5'000'000'000);
  REQUIRE(collection.noted.clocks.size() == 1);
  CHECK(collection.noted.clocks[0].boot_time_ns == 5'000'000'000);
  CHECK(collection.pipeline.boot_time_ns() == 5'000'000'000);
}

TEST_CASE("a full drain is followed by the next without sleep", "[loop]") {
  Collection collection;
  for (std::size_t i = 0; i < FrameSource::kDrainMax + 1; ++i) collection.put();
  collection.host.on_sleep = [&] {
    CHECK(collection.source.empty());
    collection.host.stop = true;
  };
  collection.run();
  CHECK(collection.source.drains >= 2);
}

TEST_CASE("the duration ends the loop, and the last wait is not longer than what is left", "[loop]") {
  Collection collection;
  collection.run(milliseconds(1500));
  REQUIRE(collection.host.waits.size() == 2);
  CHECK(collection.host.waits[1] == milliseconds(500));
}

TEST_CASE("a collection that takes long to end is not silent meanwhile", "[loop]") {
  Collection collection;
  ListedSide side;
  side.on_finish = [&](const std::function<void()>& meanwhile) {
    CHECK(collection.noted.checkpoints == 2);  // one after a second, one before the programs are detached
    for (int halves = 0; halves < 5; ++halves) {
      collection.host.pause(milliseconds(500));
      meanwhile();
    }
  };
  Loop loop(collection.source, collection.pipeline, collection.host, milliseconds(1600), &side);
  loop.run();
  loop.finish();
  CHECK(collection.noted.checkpoints == 4);
  CHECK(collection.host.signs_of_life == 4);
}

TEST_CASE("a checkpoint is written every second, losses are told ten times as often", "[loop]") {
  Collection collection;
  wire_loss loss{};
  loss.id = WIRE_EVENT_task_rename;
  loss.count = 5;
  collection.source.lose(loss);
  collection.put();
  collection.host.on_sleep = [&] { collection.put(); };
  collection.run(milliseconds(2500));
  CHECK(collection.noted.checkpoints == 2);
  REQUIRE(collection.noted.losses.size() == 1);
  CHECK(collection.noted.losses[0].count == 5);
}

TEST_CASE("a checkpoint has what was lost before the last event that it counts", "[loop]") {
  Collection collection;
  wire_loss loss{};
  loss.id = WIRE_EVENT_task_rename;
  loss.count = 5;
  collection.put();
  // The first turn takes so long that losses are not due when the checkpoint is.
  milliseconds extra{150};
  bool is_lost = false;
  collection.host.on_sleep = [&] {
    collection.host.pass(std::exchange(extra, milliseconds(0)));
    if (!is_lost && collection.host.now() >= Host::Time(milliseconds(990))) {
      collection.source.lose(loss);
      is_lost = true;
    }
    collection.put();
    collection.host.stop = collection.noted.checkpoints == 1;
  };
  collection.run();
  REQUIRE(collection.noted.checkpoint.size() == 1);
  CHECK(collection.noted.checkpoint[0].lost == 5);
}

TEST_CASE("at the end what is left is drained after the source is detached, and the account balances", "[loop]") {
  Collection collection;
  collection.host.on_sleep = [&] {
    for (int i = 0; i < 3; ++i) collection.put();
    wire_loss loss{};
    loss.id = WIRE_EVENT_task_rename;
    loss.count = 2;
    collection.source.lose(loss);
    collection.host.stop = true;
  };
  collection.run();
  CHECK(collection.source.detached);
  CHECK(collection.source.empty());
  const wire_total* row = collection.noted.at_end(WIRE_EVENT_task_rename);
  REQUIRE(row != nullptr);
  CHECK(row->produced == 5);
  CHECK(row->written == 3);
  CHECK(row->lost == 2);
}

TEST_CASE("an event that was made, did not arrive and is not counted as lost is told in the stream",
          "[loop][missing]") {
  Collection collection;
  collection.put();
  collection.source.discard(WIRE_SLOT_task_rename);
  collection.put();
  collection.host.on_sleep = [&] { collection.host.stop = true; };
  collection.run();
  // The END does not balance either, of which the second one tells.
  REQUIRE(collection.noted.names() ==
          std::vector<std::string_view>{"task_rename", "task_rename", "events_missing", "events_missing"});
  const Event& told = collection.noted.events[2].event;
  CHECK(told.arg("reason") == Value(std::string_view("gap")));
  CHECK(told.arg("count") == Value(std::uint64_t{1}));
  CHECK(told.arg("first_seq") == Value(std::uint64_t{2}));
  CHECK(told.arg("last_seq") == Value(std::uint64_t{2}));
  const Event& unbalanced = collection.noted.events[3].event;
  CHECK(unbalanced.arg("reason") == Value(std::string_view("balance")));
  CHECK(unbalanced.arg("event_name") == Value(std::string_view("task_rename")));
  const wire_total* row = collection.noted.at_end(WIRE_EVENT_events_missing);
  REQUIRE(row != nullptr);
  CHECK(row->produced == 2);
  CHECK(row->written == 2);
}

TEST_CASE("events discarded after the last one that came are missing at the end", "[loop][missing]") {
  Collection collection;
  collection.put();
  collection.host.on_sleep = [&] {
    if (std::exchange(collection.host.stop, true)) return;
    for (int i = 0; i < 3; ++i) collection.source.discard(WIRE_SLOT_task_rename);
  };
  collection.run();
  REQUIRE(collection.noted.names() == std::vector<std::string_view>{"task_rename", "events_missing", "events_missing"});
  CHECK(collection.noted.events[1].event.arg("count") == Value(std::uint64_t{3}));
}

TEST_CASE("that a table has no room for more is told once, in the stream", "[loop][missing]") {
  Collection collection;
  collection.source.left_out = 3;
  collection.run(milliseconds(3500));
  REQUIRE(collection.noted.names() == std::vector<std::string_view>{"table_full"});
  const Event& told = collection.noted.events[0].event;
  CHECK(told.arg("table") == Value(std::string_view("containers")));
  CHECK(told.arg("room") == Value(std::uint64_t{WIRE_CONTAINERS_MAX}));
}

TEST_CASE("that a table has no room for more is told of a collection that ends at once", "[loop][missing]") {
  Collection collection;
  collection.source.left_out = 1;
  collection.host.on_sleep = [&] { collection.host.stop = true; };
  collection.run();
  CHECK(collection.noted.names() == std::vector<std::string_view>{"table_full"});
}

TEST_CASE("an event that arrives twice, or that no program made, is told", "[loop][missing]") {
  Collection collection;
  collection.put();
  std::string forged = EventFrame(std::uint32_t{WIRE_EVENT_task_rename}).bytes();
  const std::uint64_t seq = GENERATE(1U, 1000U);
  std::memcpy(forged.data() + offsetof(wire_event, seq), &seq, sizeof(seq));
  collection.source.put_unchanged(std::move(forged));
  collection.host.on_sleep = [&] { collection.host.stop = true; };
  collection.run();
  REQUIRE(collection.noted.events.size() >= 3);
  CHECK(collection.noted.events[2].event.spec->name == "events_missing");
  CHECK(collection.noted.events[2].event.arg("reason") == Value(std::string_view("repeated")));
}

TEST_CASE("events that were lost are not missing", "[loop][missing]") {
  Collection collection;
  wire_loss loss{};
  loss.id = WIRE_EVENT_task_rename;
  loss.count = 5;
  collection.put();
  collection.source.lose(loss);
  collection.put();
  collection.source.lose(loss);
  collection.host.on_sleep = [&] { collection.host.stop = true; };
  collection.run();
  CHECK(collection.noted.names() == std::vector<std::string_view>{"task_rename", "task_rename"});
}

TEST_CASE("what is missing is told even if the event was not asked for", "[loop][missing]") {
  Collection collection;
  Noted noted;
  Pipeline pipeline({.events = EventSlots().set(WIRE_SLOT_task_rename), .sort_events = false}, {}, {},
                    noting_output(noted));
  collection.put();
  collection.source.discard(WIRE_SLOT_task_rename);
  collection.put();
  collection.host.on_sleep = [&] { collection.host.stop = true; };
  Loop loop(collection.source, pipeline, collection.host, {});
  loop.run();
  loop.finish();
  REQUIRE(noted.names().size() == 4);
  CHECK(noted.names()[2] == "events_missing");
}

}  // namespace trace
