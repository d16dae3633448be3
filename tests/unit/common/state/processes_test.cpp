// SPDX-License-Identifier: Apache-2.0
#include "common/state/processes.h"

#include <catch2/catch.hpp>

#include "common/event/entity.h"

namespace trace {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

// A process, by the pid and the second in which it started.
struct Id {
  std::uint32_t pid = 0;
  std::uint64_t start_s = 0;
  std::uint64_t start_ns() const { return start_s * kSecond; }
  ProcessKey key() const { return ProcessKey::at(pid, start_ns()); }
};

// Events of processes, as the kernel tells them.
struct Kernel {
  Processes processes;
  std::uint64_t now = kSecond;

  Event event(std::uint32_t id, Id of, Id parent = {}) const {
    Event event;
    event.spec = find_event(id);
    event.clear_arguments();
    event.context.host_pid = event.context.host_tid = of.pid;
    event.context.leader_start_ns = of.start_ns();
    event.context.process_entity = of.key().entity;
    event.context.host_ppid = parent.pid;
    event.context.parent_entity = parent.key().entity;
    event.context.time_ns = now;
    return event;
  }
  void existing(Id of, std::string_view path, Id parent = {}) {
    Event one = event(WIRE_EVENT_existing_process, of, parent);
    one.args[WIRE_ORDINAL(existing_process, pathname)].value = path;
    processes.update(one);
  }
  void exec(Id of, std::string_view path, Id parent = {}) {
    Event one = event(WIRE_EVENT_sched_process_exec, of, parent);
    one.args[WIRE_ORDINAL(sched_process_exec, pathname)].value = path;
    one.context.comm = path.substr(path.rfind('/') + 1);
    processes.update(one);
  }
  void fork(Id maker, Id child, std::uint32_t tid, Id parent = {}) {
    Event one = event(WIRE_EVENT_sched_process_fork, maker);
    one.args[WIRE_ORDINAL(sched_process_fork, child_pid)].value = std::int64_t{child.pid};
    one.args[WIRE_ORDINAL(sched_process_fork, child_tid)].value = std::int64_t{tid};
    one.args[WIRE_ORDINAL(sched_process_fork, start_time)].value = child.start_ns();
    if (parent.pid != 0) {
      one.args[WIRE_ORDINAL(sched_process_fork, parent_process_pid)].value = std::int64_t{parent.pid};
      one.args[WIRE_ORDINAL(sched_process_fork, parent_process_start_time)].value = parent.start_ns();
    }
    processes.update(one);
  }
  void fork(Id maker, Id child) { fork(maker, child, child.pid); }
  void exit(Id of, bool last = true) {
    Event one = event(WIRE_EVENT_sched_process_exit, of);
    one.args[WIRE_ORDINAL(sched_process_exit, process_group_exit)].value = last;
    processes.update(one);
  }
  // Lets so much time go by that what has ended is forgotten.
  void go_on() {
    now += 2 * Processes::kLingerNs;
    exec({999, 999}, "/bin/clock");
  }

  std::string_view executable(Id of) const {
    const Process* process = processes.find(of.key());
    return process == nullptr ? std::string_view() : process->executable();
  }
  std::string_view ancestor(Id of, unsigned level) const {
    const Process* process = processes.ancestor(event(WIRE_EVENT_task_rename, of).context, level);
    return process == nullptr ? std::string_view() : process->executable();
  }
};

}  // namespace

TEST_CASE("a child has the executable and the name of its parent until it execs", "[state]") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/sh");
  kernel.fork({10, 1}, {11, 2});
  CHECK(kernel.executable({11, 2}) == "/bin/sh");
  CHECK(kernel.processes.find(Id{11, 2}.key())->comm() == "sh");
  kernel.exec({11, 2}, "/bin/cat");
  CHECK(kernel.executable({11, 2}) == "/bin/cat");
  CHECK(kernel.processes.find(Id{11, 2}.key())->comm() == "cat");
  CHECK(kernel.executable({10, 1}) == "/bin/sh");
}

TEST_CASE("a new thread is no process", "[state]") {
  Kernel kernel;
  kernel.existing({10, 1}, "/bin/sh");
  kernel.fork({10, 1}, {10, 5}, 12);
  CHECK(kernel.executable({10, 1}) == "/bin/sh");
  CHECK(kernel.processes.size() == 1);
}

TEST_CASE("what an exec said is newer than what the iterator found", "[state]") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/cat");
  kernel.existing({10, 1}, "/bin/sh");
  CHECK(kernel.executable({10, 1}) == "/bin/cat");
}

TEST_CASE("a pid that is used again is another process", "[state]") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/cat");
  CHECK(kernel.executable({10, 2}).empty());
  kernel.exec({10, 2}, "/bin/ls");
  CHECK(kernel.executable({10, 2}) == "/bin/ls");
  CHECK(kernel.executable({10, 1}) == "/bin/cat");
}

TEST_CASE("a process without children is forgotten some time after its last thread ended", "[state]") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/cat");
  kernel.exit({10, 1}, false);
  kernel.go_on();
  kernel.exit({10, 1}, true);
  kernel.exec({20, 1}, "/bin/ls");
  CHECK(kernel.executable({10, 1}) == "/bin/cat");
  kernel.go_on();
  CHECK(kernel.executable({10, 1}).empty());
}

TEST_CASE("ancestors are asked by level, the parent is the first", "[state]") {
  Kernel kernel;
  kernel.existing({1, 1}, "/sbin/init");
  kernel.existing({10, 2}, "/usr/sbin/sshd", {1, 1});
  kernel.fork({10, 2}, {11, 3});
  kernel.exec({11, 3}, "/bin/sh");
  CHECK(kernel.ancestor({11, 3}, 0) == "/bin/sh");
  CHECK(kernel.ancestor({11, 3}, 1) == "/usr/sbin/sshd");
  CHECK(kernel.ancestor({11, 3}, 2) == "/sbin/init");
  CHECK(kernel.ancestor({11, 3}, 3).empty());
}

TEST_CASE("the parent of a daemon is known after it ended, as long as the daemon lives", "[state]") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/sh");
  kernel.fork({10, 1}, {11, 2});
  kernel.fork({11, 2}, {12, 3});
  kernel.exec({12, 3}, "/bin/daemon", {1, 1});  // as the kernel has it by now
  kernel.exit({11, 2});
  kernel.exit({10, 1});
  kernel.go_on();
  CHECK(kernel.ancestor({12, 3}, 1) == "/bin/sh");
  CHECK(kernel.ancestor({12, 3}, 2) == "/bin/sh");
  kernel.exit({12, 3});
  kernel.go_on();
  CHECK(kernel.processes.size() == 1);  // the clock
}

TEST_CASE("with CLONE_PARENT the parent is not the one that called clone", "[state]") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/grandparent");
  kernel.exec({11, 2}, "/bin/maker", {10, 1});
  kernel.fork({11, 2}, {12, 3}, 12, {10, 1});
  CHECK(kernel.ancestor({12, 3}, 1) == "/bin/grandparent");
  CHECK(kernel.executable({12, 3}) == "/bin/maker");
}

TEST_CASE("the parent of a process that is not known is the one that its event names", "[state]") {
  Kernel kernel;
  kernel.exec({10, 1}, "/bin/sh");
  const Event event = kernel.event(WIRE_EVENT_task_rename, {77, 7}, {10, 1});
  REQUIRE(kernel.processes.ancestor(event.context, 1) != nullptr);
  CHECK(kernel.processes.ancestor(event.context, 1)->executable() == "/bin/sh");
}

TEST_CASE("the context of any event tells of its process", "[state]") {
  Kernel kernel;
  Event event = kernel.event(WIRE_EVENT_security_file_open, {10, 1}, {1, 1});
  event.context.executable = "/bin/cat";
  event.context.comm = "cat";
  kernel.processes.see(event.context);
  const Process* process = kernel.processes.find(Id{10, 1}.key());
  REQUIRE(process != nullptr);
  CHECK(process->executable() == "/bin/cat");
  CHECK(process->comm() == "cat");
  CHECK(process->parent == Id{1, 1}.key());
  CHECK(process->start_ns == kSecond);
}

TEST_CASE("processes whose exits were lost do not fill the memory", "[state]") {
  Kernel kernel;
  for (std::uint32_t pid = 1; pid <= Processes::kMax + 100; ++pid) kernel.exec({pid, 1}, "/bin/ls");
  CHECK(kernel.processes.size() == Processes::kMax);
  CHECK(kernel.executable({1, 1}).empty());
  CHECK(kernel.executable({Processes::kMax + 100, 1}) == "/bin/ls");
  CHECK(kernel.processes.removals() == 100);
}

TEST_CASE("a chain of daemons does not push out the living", "[state]") {
  Kernel kernel;
  kernel.exec({1, 1}, "/sbin/init");
  constexpr std::uint32_t kChain = Processes::kEndedMax + 200;
  for (std::uint32_t pid = 2; pid < kChain; ++pid) {
    kernel.fork({pid - 1, 1}, {pid, 1});
    if (pid > 2) kernel.exit({pid - 1, 1});
    kernel.now += kSecond;
  }
  kernel.go_on();
  CHECK(kernel.processes.size() <= Processes::kEndedMax + 10);
  CHECK(kernel.executable({1, 1}) == "/sbin/init");
}

TEST_CASE("paths have a bound together, and the processes learnt of first are forgotten", "[state]") {
  Kernel kernel;
  const std::string longest = "/" + std::string(10'000, 'x');
  const std::uint32_t room = Processes::kPathBytesMax / 4096;
  for (std::uint32_t pid = 1; pid <= room + 100; ++pid) kernel.exec({pid, 1}, longest);
  CHECK(kernel.processes.size() == room);
  CHECK(kernel.executable({room + 100, 1}) == longest.substr(0, 4096));
}

TEST_CASE("processes that are seen by any event have the same bound", "[state]") {
  Kernel kernel;
  for (std::uint32_t pid = 1; pid <= Processes::kMax + 100; ++pid) {
    kernel.processes.see(kernel.event(WIRE_EVENT_task_rename, {pid, 1}).context);
  }
  CHECK(kernel.processes.size() == Processes::kMax);
}

}  // namespace trace
