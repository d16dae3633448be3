// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/pipeline.h"

#include <cstring>
#include <functional>

#include <catch2/catch.hpp>

#include "collector/enrich/environment.h"
#include "collector/enrich/process_stage.h"
#include "tests/support/captured_log.h"
#include "tests/support/frames.h"
#include "tests/support/memory_output.h"

namespace trace {
namespace {

constexpr std::uint16_t kExec = WIRE_SLOT_sched_process_exec;

std::string with_flags(std::string frame, std::uint16_t flags) {
  std::memcpy(frame.data() + offsetof(wire_event, flags), &flags, sizeof(flags));
  return frame;
}

EventFrame exec() {
  EventFrame frame{std::uint32_t{WIRE_EVENT_sched_process_exec}};
  return frame.field(WIRE_ORDINAL(sched_process_exec, pathname), WIRE_STR, "/bin/ls");
}

std::string rename_frame() {
  return EventFrame(std::uint32_t{WIRE_EVENT_task_rename}).bytes();
}

PipelineOptions selecting(std::initializer_list<std::uint16_t> slots, bool sort = false) {
  PipelineOptions options;
  for (const std::uint16_t slot : slots) options.events.set(slot);
  options.sort_events = sort;
  return options;
}

// A stage made of a function.
class TestStage final : public Stage {
 public:
  using On = std::function<bool(Event&, Emit&)>;
  TestStage(StageNeeds needs, On on) : needs_(needs), on_(std::move(on)) {}
  std::string_view name() const override { return "test"; }
  StageNeeds needs() const override { return needs_; }
  bool on(Event& event, Emit& emit) override { return on_(event, emit); }

 private:
  StageNeeds needs_;
  On on_;
};

StageNeeds learning(std::uint16_t slot) {
  StageNeeds needs;
  needs.learns.set(slot);
  return needs;
}
StageNeeds reading(std::uint16_t slot) {
  StageNeeds needs;
  needs.reads.set(slot);
  return needs;
}
StageNeeds identity_of_all() {
  StageNeeds needs;
  needs.identity.set();
  return needs;
}

Stages stages_of(StageNeeds needs, TestStage::On on) {
  Stages stages;
  stages.push_back(std::make_unique<TestStage>(needs, std::move(on)));
  return stages;
}

}  // namespace

TEST_CASE("a frame that cannot be decoded is accounted as lost, and logged", "[pipeline]") {
  const CapturedLog log;
  Noted noted;
  Pipeline pipeline(selecting({kExec}), {}, {}, noting_output(noted));
  pipeline.frame(EventFrame(std::uint32_t{WIRE_EVENT_sched_process_exec}).field(99, WIRE_STR, "x").bytes());
  pipeline.frame(exec().bytes());
  pipeline.set_produced(*find_event("sched_process_exec"), 2);
  const Account& account = pipeline.accounts().at(kExec);
  CHECK(account.lost == 1);
  CHECK(account.written == 1);
  CHECK(account.balances());
  CHECK(pipeline.malformed() == 1);
  CHECK(noted.losses.size() == 1);
  CHECK(log.text().find("the event has no field 99") != std::string::npos);
}

TEST_CASE("a frame of which not even the event can be told is accounted where it is missing", "[pipeline]") {
  Pipeline pipeline(selecting({kExec}), {}, {}, {});
  std::string damaged = exec().bytes();
  std::memset(damaged.data() + offsetof(wire_event, id), 0xff, sizeof(wire_u32));
  pipeline.frame(damaged);
  pipeline.frame("short");
  pipeline.set_produced(*find_event("task_rename"), 0);
  pipeline.set_produced(*find_event("sched_process_exec"), 2);
  CHECK(pipeline.accounts().at(WIRE_SLOT_task_rename).lost == 0);
  CHECK(pipeline.accounts().at(kExec).lost == 2);
  CHECK(pipeline.accounts().at(kExec).balances());
}

TEST_CASE("what is missing without a damaged frame is not explained away", "[pipeline]") {
  Pipeline pipeline(selecting({kExec}), {}, {}, {});
  pipeline.set_produced(*find_event("sched_process_exec"), 1);
  CHECK_FALSE(pipeline.accounts().at(kExec).balances());
}

TEST_CASE("a background event is learnt from and filtered, a shown one is learnt from and written", "[pipeline]") {
  Noted noted;
  int learnt = 0;
  const auto learn = [&](Event& event, Emit&) {
    learnt += is_absent(event.arg("pathname")) ? 0 : 1;
    return true;
  };
  Pipeline pipeline(selecting({kExec}), stages_of(learning(kExec), learn), {}, noting_output(noted, false));
  CHECK(pipeline.frame(with_flags(exec().bytes(), WIRE_FLAG_BACKGROUND)));
  CHECK(pipeline.accounts().at(kExec).filtered == 1);
  pipeline.frame(exec().bytes());
  CHECK(learnt == 2);
  CHECK(pipeline.accounts().at(kExec).written == 1);
  CHECK(noted.frames.size() == 1);
}

TEST_CASE("an event that was not selected is filtered, and stages that do not learn from it do not see it",
          "[pipeline]") {
  int seen = 0;
  const auto count = [&](Event&, Emit&) { return ++seen > 0; };
  Pipeline pipeline(selecting({kExec}), stages_of(identity_of_all(), count), {}, {});
  pipeline.frame(rename_frame());
  CHECK(seen == 0);
  CHECK(pipeline.accounts().at(WIRE_SLOT_task_rename).filtered == 1);
}

TEST_CASE("a frame that can wait is no reason to look for more", "[pipeline]") {
  Pipeline pipeline(selecting({kExec}), {}, {}, {});
  CHECK(pipeline.frame(exec().bytes()));
  CHECK_FALSE(pipeline.frame(with_flags(exec().bytes(), WIRE_FLAG_BACKGROUND | WIRE_FLAG_CAN_WAIT)));
}

TEST_CASE("an event whose arguments nobody reads is not decoded, and its frame is handed on as it is", "[pipeline]") {
  Noted noted;
  std::uint32_t pid = 0;
  const auto look = [&](Event& event, Emit&) {
    pid = event.context.host_pid;
    return true;
  };
  Pipeline pipeline(selecting({kExec}), stages_of(identity_of_all(), look), {}, noting_output(noted, false));
  std::string undecodable = EventFrame(std::uint32_t{WIRE_EVENT_sched_process_exec}).field(99, WIRE_STR, "x").bytes();
  const std::uint32_t host_pid = 42;
  std::memcpy(undecodable.data() + offsetof(wire_event, host_pid), &host_pid, sizeof(host_pid));
  pipeline.frame(undecodable);
  CHECK(noted.frames == std::vector<std::string>{undecodable});
  CHECK(pid == 42);
  CHECK(pipeline.malformed() == 0);
}

TEST_CASE("what a stage drops is filtered", "[pipeline]") {
  Noted noted;
  const auto drop = [](Event&, Emit&) { return false; };
  Pipeline pipeline(selecting({kExec}), stages_of(reading(kExec), drop), {}, noting_output(noted));
  pipeline.frame(exec().bytes());
  CHECK(pipeline.accounts().at(kExec).filtered == 1);
  CHECK(noted.frames.empty());
}

TEST_CASE("an event that a stage changed gets a new frame", "[pipeline]") {
  for (const bool sort : {false, true}) {
    Noted noted;
    Stages stages;
    stages.push_back(std::make_unique<EnvironmentStage>());
    Pipeline pipeline(selecting({kExec}, sort), std::move(stages), {}, noting_output(noted));
    const std::string_view variables("TOKEN=secret\0LD_PRELOAD=a\0", 26);
    pipeline.frame(exec().field(WIRE_ORDINAL(sched_process_exec, env), WIRE_STRV, variables).bytes());
    pipeline.release(true);
    REQUIRE(noted.frames.size() == 1);
    CHECK(noted.frames[0].find("secret") == std::string::npos);
    CHECK(noted.frames[0].find("LD_PRELOAD=a") != std::string::npos);
    CHECK(std::get<StringList>(noted.events[0].event.arg("env")) == StringList({"LD_PRELOAD=a\0", 13}));
  }
}

TEST_CASE("what is held to be sorted is not written yet", "[pipeline]") {
  Noted noted;
  Pipeline pipeline(selecting({kExec}, true), {}, {}, noting_output(noted));
  pipeline.frame(exec().bytes());
  CHECK(pipeline.accounts().at(kExec).written == noted.events.size());
  pipeline.release(true);
  CHECK(noted.events.size() == 1);
  CHECK(pipeline.accounts().at(kExec).written == 1);
}

TEST_CASE("outputs see what stages filled in, with sorting too", "[pipeline]") {
  for (const bool sort : {false, true}) {
    Noted noted;
    Processes processes;
    Stages stages;
    stages.push_back(std::make_unique<ProcessStage>(processes));
    Pipeline pipeline(selecting({kExec}, sort), std::move(stages), {}, noting_output(noted));
    pipeline.frame(exec().bytes());
    pipeline.release(true);
    REQUIRE(noted.events.size() == 1);
    CHECK(noted.events[0].event.context.executable == "/bin/ls");
    CHECK(std::get<std::string_view>(noted.events[0].event.arg("pathname")) == "/bin/ls");
  }
}

TEST_CASE("derived events follow the one that they were made of, and balance like all others", "[pipeline]") {
  for (const bool sort : {false, true}) {
    Noted noted;
    const auto make_two = [](Event& cause, Emit& emit) {
      for (const char* name : {"a", "b"}) {
        OwnedEvent made(*find_event("task_rename"));
        made.event.context = cause.context;
        CHECK(made.set("new_name", std::string_view(name)));
        emit.event(std::move(made));
      }
      return true;
    };
    Stages stages = stages_of(learning(kExec), make_two);
    int renames = 0;
    stages.push_back(std::make_unique<TestStage>(reading(WIRE_SLOT_task_rename), [&](Event& event, Emit&) {
      ++renames;
      return std::get<std::string_view>(event.arg("new_name")) == "b";
    }));
    Pipeline pipeline(selecting({kExec, WIRE_SLOT_task_rename}, sort), std::move(stages), {}, noting_output(noted));
    pipeline.frame(exec().bytes());
    pipeline.release(true);
    CHECK(noted.names() == std::vector<std::string_view>{"sched_process_exec", "task_rename"});
    CHECK(renames == 2);
    const Account& account = pipeline.accounts().at(WIRE_SLOT_task_rename);
    CHECK(account.produced == 2);
    CHECK(account.written == 1);
    CHECK(account.filtered == 1);
    CHECK(account.balances());
  }
}

TEST_CASE("a derived event is shown although what it was made of was not asked for", "[pipeline]") {
  Noted noted;
  const auto make = [](Event& cause, Emit& emit) {
    OwnedEvent made(*find_event("task_rename"));
    made.event.context = cause.context;
    emit.event(std::move(made));
    return true;
  };
  Pipeline pipeline(selecting({WIRE_SLOT_task_rename}), stages_of(learning(kExec), make), {}, noting_output(noted));
  pipeline.frame(with_flags(exec().bytes(), WIRE_FLAG_BACKGROUND));
  CHECK(noted.names() == std::vector<std::string_view>{"task_rename"});
}

TEST_CASE("the stages are described in their order, with what they need", "[pipeline]") {
  Processes processes;
  Stages stages;
  stages.push_back(std::make_unique<EnvironmentStage>());
  stages.push_back(std::make_unique<TestStage>(learning(WIRE_SLOT_task_rename), [](Event&, Emit&) { return true; }));
  CHECK(describe(stages) ==
        "environment; reads execve execveat sched_process_exec security_bprm_check\n"
        "test; learns from task_rename\n");
  CHECK(learnt_from(stages) == EventSlots().set(WIRE_SLOT_task_rename));
}

}  // namespace trace
