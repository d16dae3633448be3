// SPDX-License-Identifier: Apache-2.0
// Who did it, in namespaces: against what /proc, getpid(2) and getppid(2) say of the same task.
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/kernel/child.h"
#include "tests/kernel/collector.h"
#include "tests/kernel/record.h"
#include "tests/kernel/skip.h"

namespace trace::kernel_tests {
namespace {

// What a task knows of itself.
struct Self {
  bool known = false;
  pid_t pid = 0, tid = 0, ppid = 0;
  pid_t host_pid = 0, host_tid = 0;  // at the level of the /proc that is mounted
  ino_t pid_namespace = 0, mount_namespace = 0;
};

ino_t inode_of(const char* path) {
  struct stat status {};
  return stat(path, &status) == 0 ? status.st_ino : 0;
}

// The first number of a line of /proc/thread-self/status: "NSpid:  4711  1".
pid_t outermost(const char* key) {
  std::ifstream lines("/proc/thread-self/status");
  std::string line;
  while (std::getline(lines, line)) {
    if (line.rfind(key, 0) == 0) return std::stoi(line.substr(std::strlen(key)));
  }
  return 0;
}

// In a task: notes who it is, and makes the call whose event is looked for.
void say(Self& self) {
  self.pid = getpid();
  self.tid = static_cast<pid_t>(syscall(SYS_gettid));
  self.host_pid = outermost("NStgid:");
  self.host_tid = outermost("NSpid:");
  self.pid_namespace = inode_of("/proc/thread-self/ns/pid");
  self.mount_namespace = inode_of("/proc/thread-self/ns/mnt");
  self.ppid = static_cast<pid_t>(syscall(SYS_getppid));
  self.known = true;
}

int in_child(const std::function<void()>& act) {
  const pid_t pid = fork();
  if (pid == 0) {
    act();
    _exit(0);
  }
  int status = 0;
  return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 ? 0 : 1;
}

// Whether /proc says the numbers of the initial pid namespace, which are the kernel's own; those of a nested one begin at its own.
bool knows_host_numbers() {
  constexpr unsigned kInitial = 0xEFFFFFFC;  // include/linux/proc_ns.h: PROC_PID_INIT_INO
  return inode_of("/proc/self/ns/pid") == kInitial;
}

Record check_identity(Collector& collector, const Self& self) {
  REQUIRE(self.known);
  const Record record = collector.expect("getppid", self.pid, [&](const Record& of) {
    if (knows_host_numbers()) return of.member("hostThreadId") == std::to_string(self.host_tid);
    return of.member("pidNamespace") == std::to_string(self.pid_namespace) &&
           of.member("threadId") == std::to_string(self.tid);
  });
  INFO(record.line);
  CHECK(record.member("returnValue") == std::to_string(self.ppid));
  CHECK(record.member("processId") == std::to_string(self.pid));
  CHECK(record.member("threadId") == std::to_string(self.tid));
  CHECK(record.member("parentProcessId") == std::to_string(self.ppid));
  if (knows_host_numbers()) CHECK(record.member("hostProcessId") == std::to_string(self.host_pid));
  CHECK(record.member("pidNamespace") == std::to_string(self.pid_namespace));
  CHECK(record.member("mountNamespace") == std::to_string(self.mount_namespace));
  return record;
}

const std::vector<std::string> kGetppid{"--trace", "event=getppid,sched_process_fork", "--trace", "comm=kernel_tests"};

}  // namespace

TEST_CASE("the parent of a process that a thread has forked is the process, not the thread") {
  Collector collector(kGetppid);
  struct Both {
    Self parent, child;
  };
  const Shared<Both> both;
  run_child([&] {
    say((*both).parent);
    int forked = 1;
    std::thread([&] { forked = in_child([&] { say((*both).child); }); }).join();
    return forked;
  });
  const Record parent = check_identity(collector, (*both).parent);
  const Record child = check_identity(collector, (*both).child);
  CHECK(child.member("hostParentProcessId") == parent.member("hostProcessId"));
  CHECK(child.member("parentEntityId") == parent.member("processEntityId"));
  const Record fork_event = collector.expect("sched_process_fork", (*both).parent.pid, [&](const Record& record) {
    return record.arg("child_pid") == child.member("hostProcessId");
  });
  INFO(fork_event.line);
  CHECK(fork_event.arg("parent_pid") == parent.member("hostProcessId"));
  CHECK(fork_event.arg("parent_tid") != parent.member("hostProcessId"));
  CHECK(fork_event.arg("parent_process_tid") == parent.member("hostProcessId"));
  CHECK(fork_event.arg("parent_process_ns_tid") == parent.member("processId"));
}

TEST_CASE("a process is in the pid namespace of its own number, and sees its parent as getppid(2) does") {
  Collector collector(kGetppid);
  struct Family {
    Self unsharing, first, second, nested;
  };
  const Shared<Family> family;
  const Child child = fork_child([&] {
    if (unshare(CLONE_NEWPID) != 0) return 2;
    say((*family).unsharing);  // is where it was; its children are not
    return in_child([&] {
      say((*family).first);  // 1 there, and its parent is not to be seen
      in_child([&] { say((*family).second); });
      if (unshare(CLONE_NEWPID) != 0) return;
      in_child([&] { say((*family).nested); });
    });
  });
  if (child.status == 2) return skip("pid namespaces cannot be made");
  check_identity(collector, (*family).unsharing);
  CHECK(check_identity(collector, (*family).first).member("parentProcessId") == "0");
  CHECK(check_identity(collector, (*family).second).member("parentProcessId") == "1");
  CHECK(check_identity(collector, (*family).nested).member("parentProcessId") == "0");
  CHECK((*family).unsharing.pid_namespace != (*family).first.pid_namespace);
}

TEST_CASE("scope pidns= asks for the namespace that a process is in") {
  const std::string own = std::to_string(inode_of("/proc/self/ns/pid"));
  Collector collector({"--trace", "event=getppid", "--trace", "comm=kernel_tests", "--trace", "pidns=" + own});
  struct Pair {
    Self outer, inner;
  };
  const Shared<Pair> pair;
  const Child child = fork_child([&] {
    if (unshare(CLONE_NEWPID) != 0) return 2;
    in_child([&] { say((*pair).inner); });
    say((*pair).outer);
    return 0;
  });
  if (child.status == 2) return skip("pid namespaces cannot be made");
  check_identity(collector, (*pair).outer);
  for (const Record& record : collector.stop().records) {
    if (record.name == "getppid") CHECK(record.member("pidNamespace") == own);
  }
}

}  // namespace trace::kernel_tests
