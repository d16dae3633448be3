// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/process_stage.h"

#include <catch2/catch.hpp>

#include "tests/support/event_builder.h"

namespace trace {
namespace {

struct Processing {
  Processes table;
  ProcessStage stage{table};
  Emit emit;

  Event event(std::string_view name, std::uint32_t pid) const {
    Event event = event_named(name);
    event.context.host_pid = pid;
    event.context.leader_start_ns = 1'000'000'000;
    event.context.process_entity = ProcessKey::at(pid, 1'000'000'000).entity;
    return event;
  }
  void exec(std::uint32_t pid, std::string_view path) {
    Event one = event("sched_process_exec", pid);
    set_argument(one, "pathname", path);
    stage.on(one, emit);
  }
  std::string executable_of(std::uint32_t pid) {
    Event one = event("task_rename", pid);
    stage.on(one, emit);
    return std::string(one.context.executable);
  }
};

}  // namespace

TEST_CASE("an event says which program its process runs, also after it ran another", "[enrich]") {
  Processing processing;
  CHECK(processing.executable_of(10).empty());
  processing.exec(10, "/bin/sh");
  CHECK(processing.executable_of(10) == "/bin/sh");
  processing.exec(10, "/bin/cat");
  CHECK(processing.executable_of(10) == "/bin/cat");
}

TEST_CASE("processes whose pids fall together are told apart", "[enrich]") {
  Processing processing;
  processing.exec(10, "/bin/a");
  processing.exec(10 + 64, "/bin/b");
  CHECK(processing.executable_of(10) == "/bin/a");
  CHECK(processing.executable_of(10 + 64) == "/bin/b");
}

TEST_CASE("the events of processes are seen whether they are shown or not", "[enrich]") {
  const StageNeeds needs = Processing().stage.needs();
  CHECK(needs.learns.count() == 4);
  CHECK(needs.identity.test(WIRE_SLOT_task_rename));
}

}  // namespace trace
