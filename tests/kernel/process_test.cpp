// SPDX-License-Identifier: Apache-2.0
// How processes begin, change and end.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/kernel/machine.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

std::string real_path(const char* path) {
  std::array<char, PATH_MAX> resolved{};
  return realpath(path, resolved.data()) != nullptr ? resolved.data() : "";
}

constexpr std::array<const char*, 3> kArguments{kIdleName, "one two", ""};
constexpr const char* kArgumentsJson = R"(["trace-idle","one two",""])";
constexpr std::array<const char*, 2> kEnvironment{"MARK=1", "LD_PRELOAD="};
constexpr const char* kEnvironmentJson = R"(["MARK=1","LD_PRELOAD="])";

// Pointers to `words`, and the null that ends them.
template <std::size_t n>
std::array<char*, n + 1> vector_of(std::array<std::string, n>& words) {
  std::array<char*, n + 1> vector{};
  for (std::size_t i = 0; i < n; ++i) vector[i] = words[i].data();
  return vector;
}

// Replaces this process by `path`, an idle program. Returns only if that fails. The literals are copied: the child has not
// touched the page that they lie in, and what is not there cannot be read where execve begins.
int exec_idle(const std::string& path) {
  std::array<std::string, kArguments.size()> argv;
  std::copy(kArguments.begin(), kArguments.end(), argv.begin());
  std::array<std::string, kEnvironment.size()> env;
  std::copy(kEnvironment.begin(), kEnvironment.end(), env.begin());
  execve(path.c_str(), vector_of(argv).data(), vector_of(env).data());
  return 1;
}

// Runs `before` in a child which then executes an idle program, and returns the event of that.
Record exec_with_stdin(const std::function<bool()>& before) {
  const std::string self = own_path();
  const Child child = run_child([&] { return before() ? exec_idle(self) : 1; });
  return hook_collector().expect("sched_process_exec", child.pid);
}

}  // namespace

void provoke_sched_process_fork() {
  Collector& collector = hook_collector();
  const Shared<pid_t> grandchild;
  const Child child = run_child([&] {
    const pid_t pid = fork();
    if (pid == 0) _exit(0);
    *grandchild = pid;
    return waitpid(pid, nullptr, 0) == pid ? 0 : 1;
  });
  const Record fork_event = collector.expect("sched_process_fork", child.pid);
  check_context(fork_event, child);
  const std::string parent = std::to_string(child.pid);
  const std::string created = std::to_string(*grandchild);
  for (const char* name : {"parent_ns_tid", "parent_ns_pid", "parent_process_ns_tid", "parent_process_ns_pid"}) {
    INFO(name);
    CHECK(fork_event.arg(name) == parent);
  }
  for (const char* name : {"child_ns_tid", "child_ns_pid", "leader_ns_tid", "leader_ns_pid"}) {
    INFO(name);
    CHECK(fork_event.arg(name) == created);
  }
  CHECK(fork_event.arg("parent_tid") == fork_event.member("hostThreadId"));
  CHECK(fork_event.arg("parent_pid") == fork_event.member("hostProcessId"));
  CHECK(fork_event.arg("parent_process_pid") == fork_event.member("hostProcessId"));
  CHECK(fork_event.arg("child_pid") == fork_event.arg("leader_pid"));
  CHECK(fork_event.arg("child_tid") == fork_event.arg("leader_tid"));
  CHECK(fork_event.number("parent_start_time") > 0);
  CHECK(fork_event.number("start_time") >= fork_event.number("parent_start_time"));
  CHECK(fork_event.arg("leader_start_time") == fork_event.arg("start_time"));
  CHECK(fork_event.arg("parent_process_start_time") == fork_event.arg("parent_start_time"));
}

TEST_CASE("a new thread belongs to the process of its creator", "[hook]") {
  Collector& collector = hook_collector();
  const Child child = run_child([] {
    pid_t tid = 0;
    std::thread([&] { tid = static_cast<pid_t>(syscall(SYS_gettid)); }).join();
    // A thread is joined before the kernel is done with it, and which of both is the last would be a matter of luck.
    const std::string entry = "/proc/self/task/" + std::to_string(tid);
    while (access(entry.c_str(), F_OK) == 0) sched_yield();
    return 0;
  });
  const Record thread = collector.expect("sched_process_fork", child.pid);
  INFO(thread.line);
  CHECK(thread.arg("child_ns_pid") == std::to_string(child.pid));
  CHECK(thread.arg("child_ns_tid") != std::to_string(child.pid));
  CHECK(thread.arg("leader_ns_tid") == std::to_string(child.pid));
  CHECK(thread.arg("parent_process_ns_pid") == std::to_string(getpid()));
}

TEST_CASE("a program that execveat began by its descriptor did not come of execve", "[hook]") {
  const std::string self = own_path();
  std::string name = kIdleName;
  const Child child = run_child([&] {
    const int fd = open(self.c_str(), O_RDONLY);
    std::array<char*, 2> argv{name.data(), nullptr};
    return static_cast<int>(syscall(SYS_execveat, fd, "", argv.data(), nullptr, AT_EMPTY_PATH));
  });
  const Record exec = hook_collector().expect("sched_process_exec", child.pid);
  CHECK(exec.member("syscall") == quoted("execveat"));
  CHECK(exec.arg("pathname") == quoted(self));
  CHECK(hook_collector().expect("security_bprm_check", child.pid).member("syscall") == quoted("execveat"));
}

void provoke_sched_process_exec() {
  Collector& collector = hook_collector();
  const std::string self = own_path();
  const std::string directory = self.substr(0, self.rfind('/'));
  const std::string given = "./" + self.substr(self.rfind('/') + 1);
  const Child child = run_child([&] {
    const int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || chdir(directory.c_str()) != 0) return 1;
    if (prctl(PR_SET_NAME, "before exec") != 0) return 1;
    return exec_idle(given);
  });
  const Record exec = collector.expect("sched_process_exec", child.pid);
  INFO(exec.line);
  const struct stat program = status_of(self);
  CHECK(exec.member("processName") == quoted(self.substr(self.rfind('/') + 1).substr(0, 15)));
  CHECK(exec.member("parentProcessId") == std::to_string(getpid()));
  CHECK(exec.member("syscall") == quoted("execve"));
  CHECK(exec.arg("cmdpath") == quoted(given));
  CHECK(exec.arg("pathname") == quoted(self));
  CHECK(exec.arg("dev") == std::to_string(kernel_dev(program)));
  CHECK(exec.arg("inode") == std::to_string(program.st_ino));
  CHECK(exec.arg("ctime") == std::to_string(ctime_ns(program)));
  CHECK(exec.arg("inode_mode") == std::to_string(program.st_mode));
  const std::string loader = real_path(kLoader);
  CHECK(exec.arg("interpreter_pathname") == quoted(loader));
  CHECK(exec.arg("interpreter_inode") == std::to_string(status_of(loader).st_ino));
  CHECK(exec.arg("interpreter_dev") == std::to_string(kernel_dev(status_of(loader))));
  CHECK(exec.arg("argv") == kArgumentsJson);
  CHECK(exec.arg("interp") == quoted(given));
  CHECK(exec.arg("stdin_type") == std::to_string(S_IFCHR));
  CHECK(exec.arg("stdin_path") == quoted("/dev/null"));
  CHECK(exec.arg("invoked_from_kernel") == "false");
  CHECK(exec.arg("prev_comm") == quoted("before exec"));
  CHECK(exec.arg("env") == kEnvironmentJson);
}

TEST_CASE("a script's exec event has the script as given and its interpreter", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  const std::string script = dir.file("script");
  write_file(script, "#!" + own_path() + " --idle\n", 0700);
  const Child child = run_child([&] { return exec_idle(script); });
  const Record exec = collector.expect("sched_process_exec", child.pid);
  INFO(exec.line);
  CHECK(exec.arg("cmdpath") == quoted(script));
  CHECK(exec.arg("interp") == quoted(own_path()));
  CHECK(exec.arg("argv") == "[" + quoted(own_path()) + R"(,"--idle",)" + quoted(script) + R"(,"one two",""])");
}

TEST_CASE("an exec event says what standard input is", "[hook]") {
  const TempDir dir;
  const std::string path = dir.file("input");
  write_file(path, "");
  const Record file = exec_with_stdin([&] { return dup2(open(path.c_str(), O_RDONLY), STDIN_FILENO) == 0; });
  CHECK(file.arg("stdin_type") == std::to_string(S_IFREG));
  CHECK(file.arg("stdin_path") == quoted(path));

  const Record pipe_end = exec_with_stdin([] {
    std::array<int, 2> ends{};
    return pipe(ends.data()) == 0 && dup2(ends[0], STDIN_FILENO) == 0;
  });
  CHECK(pipe_end.arg("stdin_type") == std::to_string(S_IFIFO));

  const Record socket_end = exec_with_stdin([] { return dup2(socket(AF_UNIX, SOCK_STREAM, 0), STDIN_FILENO) == 0; });
  CHECK(socket_end.arg("stdin_type") == std::to_string(S_IFSOCK));

  const Record closed = exec_with_stdin([] { return close(STDIN_FILENO) == 0 || true; });
  CHECK(closed.arg("stdin_type") == "0");
}

void provoke_sched_process_exit() {
  Collector& collector = hook_collector();
  const Child child = fork_child([] { return 7; });
  REQUIRE(child.status == 7);
  const Record exited = collector.expect("sched_process_exit", child.pid);
  check_context(exited, child);
  CHECK(exited.arg("exit_code") == "7");
  CHECK(exited.arg("signal_code") == "0");
  CHECK(exited.arg("process_group_exit") == "true");
}

TEST_CASE("an exit event has the signal that ended the process", "[hook]") {
  Collector& collector = hook_collector();
  const Child child = fork_child([] { return raise(SIGKILL); });
  REQUIRE(child.status == 128 + SIGKILL);
  const Record killed = collector.expect("sched_process_exit", child.pid);
  CHECK(killed.arg("exit_code") == "0");
  CHECK(killed.arg("signal_code") == std::to_string(SIGKILL));
}

TEST_CASE("a thread's exit is not its process's", "[hook]") {
  Collector& collector = hook_collector();
  const Child child = run_child([] {
    pid_t tid = 0;
    std::thread([&] { tid = static_cast<pid_t>(syscall(SYS_gettid)); }).join();
    // A thread is joined before the kernel is done with it, and which of both is the last would be a matter of luck.
    const std::string entry = "/proc/self/task/" + std::to_string(tid);
    while (access(entry.c_str(), F_OK) == 0) sched_yield();
    return 0;
  });
  const Record thread = collector.expect("sched_process_exit", child.pid);
  CHECK(thread.arg("process_group_exit") == "false");
  const Record process = collector.expect("sched_process_exit", child.pid, [&](const Record& record) {
    return record.member("threadId") == std::to_string(child.pid);
  });
  CHECK(process.arg("process_group_exit") == "true");
}

void provoke_security_bprm_check() {
  Collector& collector = hook_collector();
  const std::string self = own_path();
  const Child child = run_child([&] { return exec_idle(self); });
  const Record check = collector.expect("security_bprm_check", child.pid);
  INFO(check.line);
  CHECK(check.member("parentProcessId") == std::to_string(getpid()));
  CHECK(check.arg("pathname") == quoted(self));
  CHECK(check.arg("dev") == std::to_string(kernel_dev(status_of(self))));
  CHECK(check.arg("inode") == std::to_string(status_of(self).st_ino));
  CHECK(check.arg("argv") == kArgumentsJson);
  CHECK(check.arg("envp") == kEnvironmentJson);
}

TEST_CASE("no event carries an environment unless it is asked for", "[hook]") {
  Collector collector({"--trace", "event=execve,security_bprm_check"});
  const Child child = run_child([] { return exec_idle(own_path()); });
  for (const char* event : {"execve", "security_bprm_check"}) {
    const Record record = collector.expect(event, child.pid);
    INFO(record.line);
    CHECK(record.arg("argv") == kArgumentsJson);
    CHECK(record.arg("envp") == "0");
  }
}

void provoke_task_rename() {
  Collector& collector = hook_collector();
  const Child child = run_child([] { return prctl(PR_SET_NAME, "trace-renamed"); });
  const Record renamed = collector.expect("task_rename", child.pid);
  check_context(renamed, child);
  CHECK(renamed.member("syscall") == quoted("prctl"));
  CHECK(renamed.arg("old_name") == quoted("kernel_tests"));
  CHECK(renamed.arg("new_name") == quoted("trace-renamed"));
}

void provoke_existing_process() {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  const pid_t pid = fork();
  if (pid == 0) {
    close(ends[1]);
    char byte = 0;
    _exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);  // waits for the test to end it
  }
  close(ends[0]);
  Collector collector({"--trace", "event=existing_process"});
  const Record existing = collector.expect("existing_process", pid);
  check_context(existing, Child{pid, 0});
  CHECK(existing.arg("pathname") == quoted(own_path()));
  CHECK(existing.number("start_time") > 0);
  close(ends[1]);
  waitpid(pid, nullptr, 0);
}

}  // namespace trace::kernel_tests
