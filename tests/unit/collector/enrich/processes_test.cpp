// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/processes.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

// Events of processes, as the kernel tells them.
struct Kernel {
  Processes processes;
  std::uint64_t now = kSecond;

  Event event(std::uint32_t id, ProcessKey of) {
    Event event;
    event.spec = find_event(id);
    event.clear_arguments();
    event.context.host_pid = of.pid;
    event.context.leader_start_ns = of.start_ns;
    event.context.time_ns = now;
    return event;
  }
  void existing(ProcessKey key, std::string_view path) {
    Event one = event(WIRE_EVENT_existing_process, key);
    one.args[WIRE_ORDINAL(existing_process, pathname)].value = path;
    processes.update(one);
  }
  void exec(ProcessKey key, std::string_view path) {
    Event one = event(WIRE_EVENT_sched_process_exec, key);
    one.args[WIRE_ORDINAL(sched_process_exec, pathname)].value = path;
    processes.update(one);
  }
  void fork(ProcessKey parent, ProcessKey child, std::uint32_t tid) {
    Event one = event(WIRE_EVENT_sched_process_fork, parent);
    one.args[WIRE_ORDINAL(sched_process_fork, child_pid)].value = std::int64_t{child.pid};
    one.args[WIRE_ORDINAL(sched_process_fork, child_tid)].value = std::int64_t{tid};
    one.args[WIRE_ORDINAL(sched_process_fork, start_time)].value = child.start_ns;
    processes.update(one);
  }
  void exit(ProcessKey key, bool last) {
    Event one = event(WIRE_EVENT_sched_process_exit, key);
    one.args[WIRE_ORDINAL(sched_process_exit, process_group_exit)].value = last;
    processes.update(one);
  }
};

}  // namespace

TEST_CASE("a child has the executable of its parent until it execs") {
  Kernel kernel;
  kernel.existing({10, 1}, "/bin/sh");
  kernel.fork({10, 1}, {11, 2}, 11);
  CHECK(kernel.processes.executable({11, 2}) == "/bin/sh");
  kernel.exec({11, 2}, "/bin/cat");
  CHECK(kernel.processes.executable({11, 2}) == "/bin/cat");
  CHECK(kernel.processes.executable({10, 1}) == "/bin/sh");
}

TEST_CASE("a new thread is no process") {
  Kernel kernel;
  kernel.existing({10, 1}, "/bin/sh");
  kernel.fork({10, 1}, {10, 5}, 12);
  CHECK(kernel.processes.executable({10, 1}) == "/bin/sh");
  CHECK(kernel.processes.size() == 1);
}

TEST_CASE("what an exec said is newer than what the iterator found") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/cat");
  kernel.existing({10, 1}, "/bin/sh");
  CHECK(kernel.processes.executable({10, 1}) == "/bin/cat");
}

TEST_CASE("a pid that is used again is another process") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/cat");
  CHECK(kernel.processes.executable({10, 2}).empty());
  kernel.exec({10, 2}, "/bin/ls");
  CHECK(kernel.processes.executable({10, 2}) == "/bin/ls");
  CHECK(kernel.processes.executable({10, 1}).empty());
}

TEST_CASE("a process is forgotten some time after its last thread ended") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/cat");
  kernel.exit({10, 1}, false);
  kernel.now += 2 * Processes::kLingerNs;
  kernel.exit({10, 1}, true);
  kernel.exec({20, 1}, "/bin/ls");
  CHECK(kernel.processes.executable({10, 1}) == "/bin/cat");
  kernel.now += 2 * Processes::kLingerNs;
  kernel.exec({21, 1}, "/bin/ls");
  CHECK(kernel.processes.executable({10, 1}).empty());
}

TEST_CASE("the end of a process does not take the next one of its pid") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/cat");
  kernel.exit({10, 1}, true);
  kernel.exec({10, 2}, "/bin/ls");
  kernel.now += 2 * Processes::kLingerNs;
  kernel.exec({20, 1}, "/bin/ls");
  CHECK(kernel.processes.executable({10, 2}) == "/bin/ls");
}

TEST_CASE("processes whose exits were lost do not fill the memory") {
  Kernel kernel;
  for (std::uint32_t pid = 1; pid <= Processes::kMax + 100; ++pid) kernel.exec({pid, 1}, "/bin/ls");
  CHECK(kernel.processes.size() == Processes::kMax);
  CHECK(kernel.processes.executable({1, 1}).empty());
  CHECK(kernel.processes.executable({Processes::kMax + 100, 1}) == "/bin/ls");
}

}  // namespace trace
