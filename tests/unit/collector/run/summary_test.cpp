// SPDX-License-Identifier: Apache-2.0
#include "collector/run/summary.h"

#include <catch2/catch.hpp>

#include "tests/support/captured_log.h"
#include "tests/support/frames.h"
#include "tests/support/listed_frames.h"

namespace trace {
namespace {

std::string summary_of(const ListedFrames& source, const Pipeline& pipeline) {
  const CapturedLog log;
  log_summary(source, pipeline, std::chrono::seconds(2));
  return log.text();
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the summary counts what was asked for", "[summary]") {
  Pipeline pipeline({.events = EventSlots().set(WIRE_SLOT_task_rename), .sort_events = false}, {}, {}, {});
  pipeline.frame(EventFrame("task_rename").bytes());
  pipeline.frame(EventFrame("sched_process_exec").bytes());
  CHECK(contains(summary_of({}, pipeline), "collected 1 events in 2.0 s, 0 lost, 0 filtered"));
}

TEST_CASE("losses are told by event, and what to do about them", "[summary]") {
  Pipeline pipeline({}, {}, {}, {});
  wire_loss loss{};
  loss.id = WIRE_EVENT_task_rename;
  loss.count = 3;
  pipeline.loss(loss);
  pipeline.set_produced(*find_event("task_rename"), 7);
  CHECK(contains(summary_of({}, pipeline), "lost 3 of 7 events task_rename (a larger --buffer-size"));
}

TEST_CASE("hits that the kernel left out are told by program", "[summary]") {
  ListedFrames source;
  source.missed.emplace_back("sys_exit", 9);
  const Pipeline pipeline({}, {}, {}, {});
  CHECK(contains(summary_of(source, pipeline), "the kernel left out 9 hits of program sys_exit"));
}

TEST_CASE("a frame that could not be decoded is called a fault", "[summary]") {
  Pipeline pipeline({}, {}, {}, {});
  pipeline.frame("short");
  CHECK(contains(summary_of({}, pipeline), "a fault of this program"));
}

}  // namespace trace
