// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/told_state.h"

#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "common/event/entity.h"
#include "tests/support/event_builder.h"

namespace trace {
namespace {

constexpr std::uint64_t kBootTime = 1'700'000'000'000'000'000;

Event exec(std::uint32_t pid, std::uint64_t start_ns, std::uint32_t parent, std::uint64_t parent_start_ns) {
  Event event = event_named("sched_process_exec");
  Context& context = event.context;
  context.host_pid = context.host_tid = pid;
  context.leader_start_ns = start_ns;
  context.host_ppid = parent;
  context.parent_start_ns = parent_start_ns;
  context.process_entity = entity_id(pid, start_ns);
  context.parent_entity = entity_id(parent, parent_start_ns);
  context.comm = "sh";
  set_argument(event, "pathname", std::string_view("/usr/bin/sh"));
  return event;
}

}  // namespace

TEST_CASE("what was told of processes is told again, as state, such that a table learns the same") {
  ToldState told;
  told.on(exec(10, 7'000'000'000, 1, 0));
  told.on(exec(11, 8'000'000'000, 10, 7'000'000'000));
  told.on(event_named("task_rename"));
  Processes learnt;
  std::size_t count = 0;
  told.tell(9'000'000'000, kBootTime, [&](const Event& event) {
    ++count;
    CHECK((event.context.flags & WIRE_FLAG_STATE) != 0);
    CHECK(event.context.time_ns == kBootTime + 9'000'000'000);
    learnt.update(event);
  });
  CHECK(count == 2);
  const Process* const child = learnt.find(ProcessKey::at(11, 8'000'000'000));
  REQUIRE(child != nullptr);
  CHECK(child->executable() == "/usr/bin/sh");
  CHECK(child->comm() == "sh");
  CHECK(child->parent == ProcessKey::at(10, 7'000'000'000));
}

}  // namespace trace
