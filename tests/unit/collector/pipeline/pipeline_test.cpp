// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/pipeline.h"

#include <cstring>
#include <sstream>

#include <catch2/catch.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

namespace trace {
namespace {

// A frame as the kernel makes it, with one field.
std::string frame_of(std::uint32_t id, std::uint8_t ordinal, wire_type type, std::string_view value) {
  wire_event head{};
  wire_field field{ordinal, static_cast<wire_u8>(type), static_cast<wire_u16>(value.size())};
  head.header = {static_cast<wire_u32>(sizeof(head) + sizeof(field) + value.size()), WIRE_KIND_EVENT, 1};
  head.id = id;
  head.seq = 7;
  std::string frame(reinterpret_cast<const char*>(&head), sizeof(head));
  frame.append(reinterpret_cast<const char*>(&field), sizeof(field)).append(value);
  return frame;
}

std::string exec_frame() {
  return frame_of(WIRE_EVENT_sched_process_exec, WIRE_ORDINAL(sched_process_exec, pathname), WIRE_STR, "/bin/ls");
}

PipelineOptions all_events() {
  PipelineOptions options;
  options.events.set();
  return options;
}

const Account& account_of(const Pipeline& pipeline, std::uint32_t id) {
  return pipeline.accounts().at(find_event(id)->slot);
}

// What is logged while it lives, instead of the terminal.
class Log {
 public:
  Log() {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(text_);
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", std::move(sink)));
  }
  ~Log() { spdlog::set_default_logger(before_); }
  std::string text() const { return text_.str(); }

 private:
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::ostringstream text_;
};

// produced = written + filtered + lost
bool balances(const Account& account) {
  return account.produced == account.written + account.filtered + account.lost;
}

}  // namespace

TEST_CASE("a frame that cannot be decoded is accounted as lost, and logged") {
  const Log log;
  Pipeline pipeline(all_events(), {}, {});
  std::string damaged = exec_frame();
  damaged[sizeof(wire_event)] = 99;  // no such field
  pipeline.frame(damaged);
  pipeline.frame(exec_frame());
  pipeline.set_produced(*find_event(WIRE_EVENT_sched_process_exec), 2);
  const Account& account = account_of(pipeline, WIRE_EVENT_sched_process_exec);
  CHECK(account.lost == 1);
  CHECK(account.written == 1);
  CHECK(balances(account));
  CHECK(pipeline.malformed() == 1);
  CHECK(log.text().find("the event has no field 99") != std::string::npos);
}

TEST_CASE("a frame of which not even the event can be told is accounted where it is missing") {
  Pipeline pipeline(all_events(), {}, {});
  std::string damaged = exec_frame();
  std::memset(damaged.data() + offsetof(wire_event, id), 0xff, sizeof(wire_u32));
  pipeline.frame(damaged);
  pipeline.frame("short");
  pipeline.set_produced(*find_event(WIRE_EVENT_task_rename), 0);
  pipeline.set_produced(*find_event(WIRE_EVENT_sched_process_exec), 2);
  CHECK(account_of(pipeline, WIRE_EVENT_task_rename).lost == 0);
  CHECK(account_of(pipeline, WIRE_EVENT_sched_process_exec).lost == 2);
  CHECK(balances(account_of(pipeline, WIRE_EVENT_sched_process_exec)));
}

TEST_CASE("what is missing without a damaged frame is not explained away") {
  Pipeline pipeline(all_events(), {}, {});
  pipeline.set_produced(*find_event(WIRE_EVENT_sched_process_exec), 1);
  CHECK_FALSE(balances(account_of(pipeline, WIRE_EVENT_sched_process_exec)));
}

TEST_CASE("an event that only the collector's tables need is not written") {
  PipelineOptions options = all_events();
  options.executables = true;
  Pipeline pipeline(std::move(options), {}, {});
  std::string frame = exec_frame();
  wire_event head{};
  std::memcpy(&head, frame.data(), sizeof(head));
  head.flags |= WIRE_FLAG_UNWANTED;
  std::memcpy(frame.data(), &head, sizeof(head));
  CHECK(pipeline.frame(frame));
  CHECK(account_of(pipeline, WIRE_EVENT_sched_process_exec).filtered == 1);
  CHECK(account_of(pipeline, WIRE_EVENT_sched_process_exec).written == 0);
}

TEST_CASE("a frame that can wait is no reason to look for more") {
  PipelineOptions options = all_events();
  options.executables = true;
  Pipeline pipeline(std::move(options), {}, {});
  std::string frame = exec_frame();
  CHECK(pipeline.frame(frame));
  frame[offsetof(wire_event, flags)] |= WIRE_FLAG_UNWANTED | WIRE_FLAG_UNHURRIED;
  CHECK_FALSE(pipeline.frame(frame));
}

TEST_CASE("filters see the executable, with sorting too") {
  for (const bool sort : {false, true}) {
    PipelineOptions options;
    options.events.set(WIRE_SLOT_sched_process_exec);
    options.executables = true;
    options.sort_events = sort;
    options.filters.resize(WIRE_SLOT_COUNT);
    std::string seen;
    options.filters[WIRE_SLOT_sched_process_exec] = [&](const Event& event) {
      seen = event.context.executable;
      return true;
    };
    Pipeline pipeline(std::move(options), {}, {});
    pipeline.frame(exec_frame());
    pipeline.release(true);
    CHECK(seen == "/bin/ls");
  }
}

}  // namespace trace
