// SPDX-License-Identifier: Apache-2.0
// Scopes and filters: what is not asked for does not come, what is asked for does.
//
// A test starts a collector with a filter, performs acts that pass and acts that do not, ends the
// collector, which gives out all it has, and looks at what came. Each act opens a file that does
// not exist and by whose name it is known.
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr const char* kPrefix = "/nonexistent/marker-";

// Leaves a mark in the stream: an openat that fails.
int mark(const std::string& name) {
  const std::string path = kPrefix + name;
  return syscall(SYS_openat, AT_FDCWD, path.c_str(), O_RDONLY, 0) == -1 ? 0 : 1;
}

using Marks = std::set<std::string>;

// Ends the collector and returns the marks that came.
Marks marks_of(Collector& collector) {
  const Ending ending = collector.stop();
  INFO(ending.log);
  CHECK(ending.status == 0);
  Marks found;
  for (const Record& record : ending.records) {
    const std::string path = record.arg("pathname");
    const std::size_t at = path.find(kPrefix);
    if (record.name == "openat" && at != std::string::npos) {
      const std::size_t begin = at + std::char_traits<char>::length(kPrefix);
      found.insert(path.substr(begin, path.size() - begin - 1));
    }
  }
  return found;
}

std::vector<std::string> traced(const std::vector<std::string>& filters) {
  std::vector<std::string> arguments{"--trace", "event=openat"};
  for (const std::string& filter : filters) {
    arguments.emplace_back("--trace");
    arguments.push_back(filter);
  }
  return arguments;
}

int mark_as(uid_t uid, const std::string& name) {
  return syscall(SYS_setresuid, uid, uid, uid) == 0 ? mark(name) : 1;
}

int mark_named(const char* comm, const std::string& name) {
  return prctl(PR_SET_NAME, comm) == 0 ? mark(name) : 1;
}

// Runs `act` in a child of the calling child.
int in_grandchild(const std::function<int()>& act) {
  const pid_t pid = fork();
  if (pid == 0) _exit(act());
  int status = 0;
  return waitpid(pid, &status, 0) == pid ? shell_status(status) : 1;
}

// Runs `act` in a child of the calling process that has this number in its pid namespace. Returns its status, -1 if the
// number is not to be had.
int as_process(pid_t number, const std::function<int()>& act) {
  clone_args args{};
  args.exit_signal = SIGCHLD;
  args.set_tid = reinterpret_cast<std::uintptr_t>(&number);
  args.set_tid_size = 1;
  const long pid = syscall(SYS_clone3, &args, sizeof(args));
  if (pid == 0) _exit(act());
  int status = 0;
  return pid > 0 && waitpid(number, &status, 0) == number ? shell_status(status) : -1;
}

// A number that no process has at the moment, and far from those that the kernel gives next.
pid_t free_number() {
  pid_t number = 300 + (getpid() + 15000) % 30000;
  while (kill(number, 0) == 0) ++number;
  return number;
}

// Replaces the calling child by a shell that leaves the mark.
int mark_by_shell(const std::string& name) {
  const std::string command = ": <" + std::string(kPrefix) + name + "; exit 0";
  execl("/bin/sh", "sh", "-c", ("(" + command + ") 2>/dev/null; exit 0").c_str(), nullptr);
  return 1;
}

std::string mount_namespace() {
  struct stat status {};
  REQUIRE(stat("/proc/self/ns/mnt", &status) == 0);
  return std::to_string(status.st_ino);
}

}  // namespace

TEST_CASE("scope uid passes the events of that user", "[filter]") {
  Collector collector(traced({"uid=1234"}));
  run_child([] { return mark("root"); });
  run_child([] { return mark_as(1234, "user"); });
  CHECK(marks_of(collector) == Marks{"user"});
}

TEST_CASE("scope uid!= passes the events of the others", "[filter]") {
  Collector collector(traced({"uid!=1234", "comm=kernel_tests"}));
  run_child([] { return mark("root"); });
  run_child([] { return mark_as(1234, "user"); });
  CHECK(marks_of(collector) == Marks{"root"});
}

TEST_CASE("a uid from 2^31 on is a uid like any other", "[filter]") {
  constexpr uid_t kHigh = 4294967294;
  Collector collector({"--trace", "event=openat", "--trace", "uid=4294967294", "--trace", "setresuid.ruid=4294967294"});
  run_child([] { return mark("root"); });
  const Child child = run_child([] { return mark_as(kHigh, "user"); });
  CHECK(collector.expect("openat", child.pid).member("userId") == "4294967294");
  CHECK(collector.expect("setresuid", child.pid).arg("ruid") == "-2");  // as Tracee has it
  CHECK(marks_of(collector) == Marks{"user"});
}

TEST_CASE("scope pid passes the events of that process", "[filter][numbers]") {
  Collector collector(traced({"pid=" + std::to_string(getpid())}));
  run_child([] { return mark("child"); });
  mark("self");
  CHECK(marks_of(collector) == Marks{"self"});
}

TEST_CASE("scope pid passes the events of a process that begins later", "[filter][numbers]") {
  const pid_t number = free_number();
  Collector collector(traced({"pid=" + std::to_string(number)}));
  run_child([] { return mark("other"); });
  REQUIRE(as_process(number, [] { return mark("listed"); }) == 0);
  CHECK(marks_of(collector) == Marks{"listed"});
}

TEST_CASE("scope pid takes ranges", "[filter][numbers]") {
  const std::string self = std::to_string(getpid());
  Collector collector(traced({"pid>=" + self, "pid<=" + self, "comm=kernel_tests"}));
  run_child([] { return mark("child"); });
  mark("self");
  CHECK(marks_of(collector) == Marks{"self"});
}

TEST_CASE("scope tid passes the events of that thread", "[filter][numbers]") {
  std::array<int, 2> number{}, gate{};
  REQUIRE((pipe2(number.data(), O_CLOEXEC) == 0 && pipe2(gate.data(), O_CLOEXEC) == 0));
  const UniqueFd number_read(number[0]), number_write(number[1]), gate_read(gate[0]);
  UniqueFd gate_write(gate[1]);
  const pid_t child = fork();
  if (child == 0) {
    gate_write = UniqueFd();
    std::thread other([&] {
      const auto tid = static_cast<pid_t>(syscall(SYS_gettid));
      char closed = 0;
      if (write(number_write.get(), &tid, sizeof(tid)) == sizeof(tid) && read(gate_read.get(), &closed, 1) == 0)
        mark("thread");
    });
    other.join();
    _exit(mark("main"));
  }
  pid_t thread = 0;
  REQUIRE(read(number_read.get(), &thread, sizeof(thread)) == sizeof(thread));
  Collector collector(traced({"tid=" + std::to_string(thread)}));
  gate_write = UniqueFd();
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(marks_of(collector) == Marks{"thread"});
}

TEST_CASE("scope pid=new passes the events of processes that began later", "[filter]") {
  Collector collector(traced({"pid=new", "comm=kernel_tests"}));
  mark("self");
  run_child([] { return mark("child"); });
  CHECK(marks_of(collector) == Marks{"child"});
}

TEST_CASE("scope comm passes the events of processes of that name", "[filter]") {
  Collector collector(traced({"comm=trace-a,trace-b"}));
  run_child([] { return mark_named("trace-a", "a"); });
  run_child([] { return mark_named("trace-b", "b"); });
  run_child([] { return mark_named("trace-c", "c"); });
  CHECK(marks_of(collector) == Marks{"a", "b"});
}

TEST_CASE("scope mntns passes the events of that mount namespace", "[filter]") {
  Collector collector(traced({"mntns=" + mount_namespace(), "comm=kernel_tests"}));
  const Child child = fork_child([] { return enter_own_mounts() ? mark("elsewhere") : 2; });
  if (child.status == 2) return skip("mount namespaces cannot be made");
  run_child([] { return mark("here"); });
  CHECK(marks_of(collector) == Marks{"here"});
}

TEST_CASE("scope executable passes the events of processes that run that program", "[filter]") {
  Collector collector(traced({"executable=" + own_path()}));
  mark("existing");
  run_child([] { return mark("forked"); });
  run_child([] { return mark_by_shell("other"); });
  CHECK(marks_of(collector) == Marks{"existing", "forked"});
}

TEST_CASE("the program of a process that runs already is known at its first event", "[filter]") {
  std::array<pid_t, 2> busy{};  // two, so that one has a CPU while the collector starts on another
  for (pid_t& pid : busy) {
    pid = fork();
    if (pid == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (pid == 0) mark("busy");
  }
  Collector collector({"--trace", "event=openat", "--trace",
                       "openat.scope.pid=" + std::to_string(busy[0]) + "," + std::to_string(busy[1])});
  for (const pid_t pid : busy) {
    collector.expect("openat", pid);
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  const Ending ending = collector.stop();
  for (const Record& record : ending.records) {
    if (record.name != "openat") continue;
    INFO(record.line);
    REQUIRE(record.member("executable") == "{\"path\":" + kernel_tests::quoted(own_path()) + "}");
  }
}

TEST_CASE("a process has the executable of its last exec", "[filter]") {
  const std::string shell = std::filesystem::canonical("/bin/sh");
  Collector collector(traced({"executable=" + shell}));
  run_child([] { return mark("before") + mark_by_shell("after"); });
  CHECK(marks_of(collector) == Marks{"after"});
}

TEST_CASE("scope executable!= passes the events of other programs", "[filter]") {
  Collector collector(traced({"executable!=" + own_path()}));
  run_child([] { return mark("own") + mark_by_shell("other"); });
  CHECK(marks_of(collector) == Marks{"other"});
}

TEST_CASE("an exec has the new program as its executable, a fork the old one", "[filter]") {
  const std::string shell = std::filesystem::canonical("/bin/sh");
  Collector collector({"--trace", "event=sched_process_exec,sched_process_fork"});
  const Child child = run_child([] { return in_grandchild([] { return 0; }) + mark_by_shell("x"); });
  const auto executable = [](const std::string& path) { return "{\"path\":" + kernel_tests::quoted(path) + "}"; };
  CHECK(collector.expect("sched_process_fork", child.pid).member("executable") == executable(own_path()));
  CHECK(collector.expect("sched_process_exec", child.pid).member("executable") == executable(shell));
}

TEST_CASE("scopes hold for the events by which processes are followed", "[filter]") {
  Collector collector({"--trace", "event=sched_process_exec", "--trace", "uid=1234"});
  const Child child = run_child([] { return mark_by_shell("x"); });
  const Ending ending = collector.stop();
  for (const Record& record : ending.records) CHECK(record.pid != child.pid);
}

TEST_CASE("scope tree passes the events of a process and its descendants", "[filter][numbers]") {
  Collector collector(traced({"tree=" + std::to_string(getpid())}));
  run_child([] { return mark("child") + in_grandchild([] { return mark("grandchild"); }); });
  CHECK(marks_of(collector) == Marks{"child", "grandchild"});
}

TEST_CASE("scope tree!= passes the events of all others", "[filter][numbers]") {
  Collector collector(traced({"tree!=" + std::to_string(getpid())}));
  run_child([] { return mark("child"); });
  CHECK(marks_of(collector).empty());
}

TEST_CASE("the root of a tree may begin later, and the nearest root decides", "[filter][numbers]") {
  const pid_t number = free_number();
  Collector collector(traced({"tree!=" + std::to_string(getpid()), "tree=" + std::to_string(number)}));
  run_child([] { return mark("other"); });
  const auto root = [] { return mark("root") + in_grandchild([] { return mark("child"); }); };
  REQUIRE(as_process(number, root) == 0);
  CHECK(marks_of(collector) == Marks{"root", "child"});
}

// Runs the tests of numbers again where the collector and they are in a pid namespace of their own, in which the numbers
// are others than the kernel's.
TEST_CASE("in a pid namespace numbers are those of the namespace", "[filter]") {
  const Child child = fork_child([] {
    if (!enter_own_mounts(CLONE_NEWPID)) return 2;
    return in_grandchild([] {
      if (mount("proc", "/proc", "proc", 0, nullptr) != 0) return 2;
      fork_child([] { return 0; });  // so that not even the first numbers agree
      setenv(kNested, "1", 1);
      execl(own_path().c_str(), "kernel_tests", "[numbers]", nullptr);
      return 3;
    });
  });
  if (child.status == 2) return skip("pid namespaces cannot be made");
  CHECK(child.status == 0);
}

TEST_CASE("a process that matched by its fork alone is followed", "[filter]") {
  Collector collector(traced({"comm=trace-parent", "follow"}));
  run_child([] {
    prctl(PR_SET_NAME, "trace-parent");
    return in_grandchild([] { return mark_named("trace-child", "child"); });
  });
  CHECK(marks_of(collector) == Marks{"child"});
}

TEST_CASE("follow passes what the descendants do, whatever they are called", "[filter]") {
  Collector collector(traced({"comm=trace-parent", "follow"}));
  run_child([] {
    return mark_named("trace-parent", "parent") + in_grandchild([] { return mark_named("trace-child", "child"); });
  });
  run_child([] { return mark_named("trace-child", "other"); });
  CHECK(marks_of(collector) == Marks{"parent", "child"});
}

TEST_CASE("scope executable passes the events of that program", "[filter]") {
  Collector here(traced({"executable=" + own_path()}));
  Collector elsewhere(traced({"executable!=" + own_path(), "comm=kernel_tests"}));
  Collector ending_so(traced({"exec=*/none,*" + own_path().substr(own_path().rfind('/'))}));
  run_child([] { return mark("child"); });
  CHECK(marks_of(here) == Marks{"child"});
  CHECK(marks_of(elsewhere).empty());
  CHECK(marks_of(ending_so) == Marks{"child"});
}

TEST_CASE("scope executable passes the end of that program, too", "[filter]") {
  Collector collector({"--trace", "event=openat,sched_process_exit", "--trace", "executable=" + own_path()});
  const Child child = run_child([] { return mark("child"); });
  collector.expect("sched_process_exit", child.pid);
}

TEST_CASE("a filter of an event's executable passes the programs that it accepts", "[filter]") {
  Collector collector(traced({"openat.scope.executable=" + own_path()}));
  run_child([] { return mark("child"); });
  CHECK(marks_of(collector) == Marks{"child"});
}

TEST_CASE("a filter of an argument passes the values that it accepts", "[filter]") {
  Collector collector(traced({"openat.pathname=" + std::string(kPrefix) + "a*", "comm=kernel_tests"}));
  run_child([] { return mark("abc") + mark("xyz"); });
  CHECK(marks_of(collector) == Marks{"abc"});
}

TEST_CASE("a filter of the return value passes the values that it accepts", "[filter]") {
  Collector collector(traced({"openat.retval<0", "comm=trace-retval"}));
  run_child([] {
    prctl(PR_SET_NAME, "trace-retval");
    return mark("failed") + (syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY, 0) >= 0 ? 0 : 1);
  });
  const Ending ending = collector.stop();
  int seen = 0;
  for (const Record& record : ending.records) {
    if (record.name != "openat") continue;
    ++seen;
    CHECK(record.arg("pathname") == kernel_tests::quoted(kPrefix + std::string("failed")));
  }
  CHECK(seen == 1);
}

}  // namespace trace::kernel_tests
