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

}  // namespace
}  // namespace trace
