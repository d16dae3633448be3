// SPDX-License-Identifier: Apache-2.0
// Collector and engine share no code for this: the default selection has to cover what the shipped
// signatures need, so that a bare "trace-ebpf | trace-rules" detects whatever they can.
#include <algorithm>
#include <array>

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"
#include "common/catalog/catalog.h"
#include "rules/cli/options.h"
#include "rules/engine/evaluator.h"
#include "rules/load/selected_signatures.h"

namespace trace {
namespace {

TEST_CASE("the default covers the events of the shipped signatures") {
  auto selected = select_signatures(EngineOptions{});
  REQUIRE(selected);
  const Evaluator evaluator(std::move(selected->set.rules), std::move(selected->natives));
  const Selection selection = default_selection();
  CHECK_FALSE(evaluator.events().empty());
  // From these the engine learns of processes. The first is added for outputs that programs read; without the others a process
  // that ran nothing is a gap among the ancestors, which is cheaper than two more events for each process.
  constexpr auto kTeaching =
      std::to_array<std::string_view>({"existing_process", "sched_process_fork", "sched_process_exit"});
  for (const std::string_view name : evaluator.events()) {
    if (std::find(kTeaching.begin(), kTeaching.end(), name) != kTeaching.end()) continue;
    INFO(name << " is missing in kSignatureEvents, collector/selection/selection.cpp");
    const EventSpec* event = find_event(name);
    REQUIRE(event);
    if (event->origin == Origin::engine) continue;  // no collector has it
    CHECK(selection.events[event->slot]);
  }
}

class Counted final : public DetectionSink {
 public:
  Status detection(const Detection&) override {
    ++count;
    return ok();
  }
  int count = 0;
};

// Whether a signature asks for a call of that event that failed with this first argument.
bool is_attempt(Evaluator& evaluator, const EventSpec& call, std::int64_t first) {
  Event event;
  event.spec = &call;
  event.clear_arguments();
  event.args[0].value = first;
  event.args[1].value = first + 1000;  // another process each, so that nothing goes on
  event.context.retval = -1;
  Counted detections;
  REQUIRE(evaluator.evaluate(event, detections));
  return detections.count != 0;
}

TEST_CASE("of calls that failed the default has those that signatures ask for, and no others") {
  auto selected = select_signatures(EngineOptions{});
  REQUIRE(selected);
  Evaluator evaluator(std::move(selected->set.rules), std::move(selected->natives));
  const Selection selection = default_selection();
  REQUIRE(selection.attempts.size() == 1);
  for (const auto& [slot, attempts] : selection.attempts) {
    for (std::int64_t first = -2; first < 0x4300; ++first) {
      CAPTURE(events()[slot].name, first);
      const bool is_wanted = first >= 0 && first < 64 && (attempts >> first & 1) != 0;
      if (is_attempt(evaluator, events()[slot], first) != is_wanted) FAIL("not so");
    }
  }
}

TEST_CASE("calls that are asked for are collected whether they fail or not") {
  CHECK(parse_selection({{"event=ptrace"}, {}, {}, 1})->attempts.empty());
  CHECK(parse_selection({{}, {"default"}, {}, 1})->attempts.empty());
  CHECK(parse_selection({{"uid=1000"}, {}, {}, 1})->attempts == default_selection().attempts);
  CHECK(parse_selection({{"event!=execve"}, {}, {}, 1})->attempts == default_selection().attempts);
}

}  // namespace
}  // namespace trace
