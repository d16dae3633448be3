// SPDX-License-Identifier: Apache-2.0
#include "common/stream/missing_entities.h"

#include <catch2/catch.hpp>

#include "common/event/entity.h"

namespace trace {
namespace {

struct Stream {
  Event event;
  MissingEntities entities;

  // An event of the main thread of a process.
  const Context& see(std::string_view name, std::uint32_t pid, std::uint32_t ppid, std::uint64_t start_ns,
                     std::uint64_t time_ns, bool main_thread = true) {
    event = {};
    event.spec = find_event(name);
    event.context.host_pid = pid;
    event.context.host_tid = main_thread ? pid : pid + 1;
    event.context.host_ppid = ppid;
    event.context.thread_start_ns = start_ns;
    event.context.time_ns = time_ns;
    if (name == "sched_process_exit") {
      event.args[WIRE_ORDINAL(sched_process_exit, process_group_exit)].value = true;
    }
    entities.fill(event);
    return event.context;
  }
};

}  // namespace

TEST_CASE("a process without an id has that of its number and start", "[missing_entities]") {
  Stream stream;
  CHECK(stream.see("openat", 50, 1, 1000, 2000).process_entity == entity_id(50, 1000));
  CHECK(stream.see("openat", 60, 50, 1500, 2100).parent_entity == entity_id(50, 1000));
  CHECK(stream.see("openat", 50, 1, 1700, 2200, false).process_entity == entity_id(50, 1000));  // another thread
}

TEST_CASE("ids of the stream's own stay", "[missing_entities]") {
  Stream stream;
  stream.event = {};
  stream.event.spec = find_event("openat");
  stream.event.context.host_pid = 50;
  stream.event.context.process_entity = 7;
  stream.entities.fill(stream.event);
  CHECK(stream.event.context.process_entity == 7);
  CHECK(stream.event.context.parent_entity == 0);
}

TEST_CASE("a process whose main thread started at another time is another", "[missing_entities]") {
  Stream stream;
  const std::uint32_t first = stream.see("openat", 50, 1, 1000, 2000).process_entity;
  const std::uint32_t second = stream.see("openat", 50, 5, 9000, 9100).process_entity;
  CHECK(first != second);
  CHECK(stream.see("openat", 60, 50, 9500, 9600).parent_entity == second);
}

TEST_CASE("the parent of a process that acts after that one's last exit is another", "[missing_entities]") {
  Stream stream;
  const std::uint32_t first = stream.see("openat", 50, 1, 1000, 2000).process_entity;
  stream.see("sched_process_exit", 50, 1, 1000, 2500);
  const std::uint32_t parent = stream.see("openat", 60, 50, 9500, 9600).parent_entity;
  CHECK(parent != first);
  CHECK(stream.see("openat", 60, 50, 9500, 9700).parent_entity == parent);
}

TEST_CASE("a process keeps the id that it was first seen with", "[missing_entities]") {
  Stream stream;
  CHECK(stream.see("openat", 60, 50, 1500, 2000).parent_entity == 0);
  CHECK(stream.see("openat", 50, 1, 1000, 2100).process_entity == 0);
  CHECK(stream.see("openat", 60, 50, 1500, 2200).parent_entity == 0);
}

TEST_CASE("a child that a fork tells of has its own id at once", "[missing_entities]") {
  Stream stream;
  stream.see("openat", 60, 1, 100, 200);
  stream.event = {};
  stream.event.spec = find_event("sched_process_fork");
  stream.event.context.host_pid = stream.event.context.host_tid = 50;
  stream.event.context.time_ns = 3000;
  stream.event.args[WIRE_ORDINAL(sched_process_fork, child_pid)].value = std::int64_t{60};
  stream.event.args[WIRE_ORDINAL(sched_process_fork, child_tid)].value = std::int64_t{60};
  stream.event.args[WIRE_ORDINAL(sched_process_fork, start_time)].value = std::uint64_t{2900};
  stream.entities.fill(stream.event);
  CHECK(stream.see("openat", 60, 50, 0, 3100, false).process_entity == entity_id(60, 2900));
}

}  // namespace trace
