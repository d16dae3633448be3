// SPDX-License-Identifier: Apache-2.0
// System calls made raw, so that libc neither changes their arguments nor their number.
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>

#include <catch2/catch.hpp>

#include "common/wire/frame.h"
#include "tests/kernel/machine.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

// What the acts point to. A forked child has it at the same addresses.
struct Data {
  char text[16] = "0123456789";
  char target[16] = "";
  std::array<int, 2> pipe_ends{};
  timespec short_time{0, 2'000'000};
  sockaddr_in address{};
  iovec local{text, sizeof(text)};
  iovec remote{target, sizeof(target)};
};

Data& data() {
  static Data all = [] {
    Data made;
    made.address.sin_family = AF_INET;
    made.address.sin_port = htons(9);
    made.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return made;
  }();
  return all;
}

std::string address_of(const void* pointer) {
  return std::to_string(reinterpret_cast<std::uintptr_t>(pointer));
}

// Returns two descriptors.
constexpr const char* kPipe = SYS_pipe < 0 ? "pipe2" : "pipe";
constexpr long kPipeNumber = SYS_pipe < 0 ? SYS_pipe2 : SYS_pipe;

constexpr const char* kMissing = "/nonexistent/trace";

struct Argument {
  const char* name;
  std::string json;
};

struct Case {
  const char* name;           // of the system call
  std::function<long()> act;  // makes it, among others perhaps, and returns its result, -1 with errno
  std::vector<Argument> expected;
};

std::vector<Case> here(std::vector<Case> cases) {
  return cases_here(std::move(cases), [](const Case& one) { return one.name; });
}

// Split in two, lest it be a screen long: calls on files, and all others.
std::vector<Case> file_cases() {
  return here({
      {"openat",
       [] { return syscall(SYS_openat, AT_FDCWD, kMissing, O_RDWR | O_CREAT | O_CLOEXEC, 0640); },
       {{"dirfd", "-100"},
        {"pathname", quoted(kMissing)},
        {"flags", std::to_string(O_RDWR | O_CREAT | O_CLOEXEC)},
        {"mode", "416"}}},
      {"open",
       [] { return syscall(SYS_open, "/dev/null", O_RDONLY, 0); },
       {{"pathname", quoted("/dev/null")}, {"flags", "0"}}},
      {"access", [] { return syscall(SYS_access, kMissing, R_OK); }, {{"pathname", quoted(kMissing)}, {"mode", "4"}}},
      {"close", [] { return syscall(SYS_close, 999); }, {{"fd", "999"}}},
      {"dup", [] { return syscall(SYS_dup, 2); }, {{"oldfd", "2"}}},
      {"dup2", [] { return syscall(SYS_dup2, 2, 77); }, {{"oldfd", "2"}, {"newfd", "77"}}},
      {"dup3",
       [] { return syscall(SYS_dup3, 2, 78, O_CLOEXEC); },
       {{"oldfd", "2"}, {"newfd", "78"}, {"flags", std::to_string(O_CLOEXEC)}}},
      {"lseek",
       [] { return syscall(SYS_lseek, 999, -1L, SEEK_CUR); },
       {{"fd", "999"}, {"offset", "-1"}, {"whence", "1"}}},
      {"mkdir", [] { return syscall(SYS_mkdir, kMissing, 0755); }, {{"pathname", quoted(kMissing)}, {"mode", "493"}}},
      {"unlinkat",
       [] { return syscall(SYS_unlinkat, AT_FDCWD, kMissing, 0); },
       {{"dirfd", "-100"}, {"pathname", quoted(kMissing)}, {"flags", "0"}}},
      {"renameat2",
       [] { return syscall(SYS_renameat2, AT_FDCWD, kMissing, 5, "new", 1); },
       {{"olddirfd", "-100"},
        {"oldpath", quoted(kMissing)},
        {"newdirfd", "5"},
        {"newpath", quoted("new")},
        {"flags", "1"}}},
      {"symlink",
       [] { return syscall(SYS_symlink, "to", kMissing); },
       {{"target", quoted("to")}, {"linkpath", quoted(kMissing)}}},
      {"fchmodat",
       [] { return syscall(SYS_fchmodat, AT_FDCWD, kMissing, 0600); },
       {{"pathname", quoted(kMissing)}, {"mode", "384"}}},
      {"memfd_create",
       [] { return syscall(SYS_memfd_create, "in memory", 1U); },
       {{"name", quoted("in memory")}, {"flags", "1"}}},
      {"pipe2",
       [] { return syscall(SYS_pipe2, data().pipe_ends.data(), O_CLOEXEC); },
       {{"flags", std::to_string(O_CLOEXEC)}}},
  });
}

std::vector<Case> other_cases() {
  return {
      {"ptrace", [] { return syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0); }, {{"request", "0"}, {"pid", "0"}}},
      {"process_vm_writev",
       [] { return syscall(SYS_process_vm_writev, getpid(), &data().local, 1UL, &data().remote, 1UL, 0UL); },
       {{"local_iov", address_of(&data().local)},
        {"liovcnt", "1"},
        {"remote_iov", address_of(&data().remote)},
        {"riovcnt", "1"},
        {"flags", "0"}}},
      {"nanosleep",
       [] { return syscall(SYS_nanosleep, &data().short_time, nullptr); },
       {{"req", "0.002"}, {"rem", "0"}}},
      {"connect",
       [] {
         return syscall(SYS_connect, syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0), &data().address, sizeof(sockaddr_in));
       },
       {{"addr", R"({"sa_family":"AF_INET","sin_addr":"127.0.0.1","sin_port":"9"})"}, {"addrlen", "16"}}},
      {"socket",
       [] { return syscall(SYS_socket, AF_UNIX, SOCK_DGRAM, 0); },
       {{"domain", "1"}, {"type", "2"}, {"protocol", "0"}}},
      {"mmap",
       [] { return syscall(SYS_mmap, nullptr, 4096UL, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L); },
       {{"addr", "0"}, {"length", "4096"}, {"prot", "1"}, {"flags", "34"}, {"fd", "-1"}, {"off", "0"}}},
      {"mprotect",
       [] { return syscall(SYS_mprotect, 4096UL, 0UL, PROT_READ); },
       {{"addr", "4096"}, {"len", "0"}, {"prot", "1"}}},
      {"kill", [] { return syscall(SYS_kill, getpid(), 0); }, {{"sig", "0"}}},
      {"setresuid", [] { return syscall(SYS_setresuid, -1, 0, -1); }, {{"ruid", "-1"}, {"euid", "0"}, {"suid", "-1"}}},
      {"setns", [] { return syscall(SYS_setns, -1, 0); }, {{"fd", "-1"}, {"nstype", "0"}}},
      {"bpf", [] { return syscall(SYS_bpf, 9999, nullptr, 0U); }, {{"cmd", "9999"}, {"attr", "0"}, {"size", "0"}}},
      {"mount",
       [] { return syscall(SYS_mount, "source", kMissing, "tmpfs", 0UL, nullptr); },
       {{"source", quoted("source")},
        {"target", quoted(kMissing)},
        {"filesystemtype", quoted("tmpfs")},
        {"mountflags", "0"}}},
  };
}

std::string all_names() {
  std::string names = std::string("execve,execveat,exit,exit_group,clone,") + kPipe;
  for (const auto& cases : {file_cases(), other_cases()}) {
    for (const Case& one : cases) names += std::string(",") + one.name;
  }
  return names;
}

// Only of processes with the name of this program: the machine at hand makes many calls of its own.
Collector& syscall_collector() {
  static Collector collector({"--trace", "event=" + all_names(), "--trace", "comm=kernel_tests,trace-idle"});
  return collector;
}

void check_case(const Case& one) {
  Collector& collector = syscall_collector();
  const Shared<long> result;
  const Child child = run_child([&] {
    const long value = one.act();
    *result = value < 0 ? -errno : value;
    return 0;
  });
  const std::string returned = std::to_string(*result);
  const Record record =
      collector.expect(one.name, child.pid, [&](const Record& r) { return r.member("returnValue") == returned; });
  check_context(record, child);
  CHECK(record.member("syscall") == quoted(one.name));
  CHECK(record.member("contextFlags") == R"({"containerStarted":false,"isCompat":false})");
  for (const Argument& argument : one.expected) {
    INFO(argument.name);
    CHECK(record.arg(argument.name) == argument.json);
  }
}

}  // namespace

TEST_CASE("system calls on files", "[syscall]") {
  for (const Case& one : file_cases()) {
    DYNAMIC_SECTION(one.name) {
      check_case(one);
    }
  }
}

TEST_CASE("system calls on processes, memory and sockets", "[syscall]") {
  for (const Case& one : other_cases()) {
    DYNAMIC_SECTION(one.name) {
      check_case(one);
    }
  }
}

TEST_CASE("the ends of a pipe are those that the call returned", "[syscall]") {
  Collector& collector = syscall_collector();
  const Shared<std::array<int, 2>> ends;
  const Child child = run_child([&] {
    const long result = syscall(kPipeNumber, data().pipe_ends.data(), 0);
    (*ends)[0] = data().pipe_ends[0];
    (*ends)[1] = data().pipe_ends[1];
    return static_cast<int>(result);
  });
  const Record record = collector.expect(kPipe, child.pid);
  CHECK(record.arg("pipefd") == "[" + std::to_string((*ends)[0]) + "," + std::to_string((*ends)[1]) + "]");
}

TEST_CASE("execve has the arguments that it was given, although the memory they lay in is gone", "[syscall]") {
  Collector& collector = syscall_collector();
  std::string self = own_path(), first = kIdleName, second = "second";
  const Child child = run_child([&] {
    std::array<char*, 3> argv{first.data(), second.data(), nullptr};
    std::array<char*, 1> env{nullptr};
    return static_cast<int>(syscall(SYS_execve, self.c_str(), argv.data(), env.data()));
  });
  const Record record = collector.expect("execve", child.pid);
  INFO(record.line);
  CHECK(record.arg("pathname") == quoted(self));
  CHECK(record.arg("argv") == R"(["trace-idle","second"])");
  CHECK(record.member("returnValue") == "0");
}

// An execve of what is not there: seen at its exit, with its memory still in place.
Record failed_execve(char* const* argv) {
  const Child child = run_child([&] { return syscall(SYS_execve, kMissing, argv, nullptr) == -1 ? 0 : 1; });
  return syscall_collector().expect("execve", child.pid,
                                    [](const Record& record) { return record.member("returnValue") != "0"; });
}

TEST_CASE("an execve that fails has its error", "[syscall]") {
  std::string only = "x";
  const Record record = failed_execve(std::array<char*, 2>{only.data(), nullptr}.data());
  CHECK(record.member("returnValue") == std::to_string(-ENOENT));
  CHECK(record.arg("pathname") == quoted(kMissing));
  CHECK(record.arg("argv") == R"(["x"])");
}

TEST_CASE("an argument that is cut off is said to be, even the last", "[syscall]") {
  std::string longer(20'000, 'y');
  const Record record = failed_execve(std::array<char*, 2>{longer.data(), nullptr}.data());
  CHECK(record.arg("argv") == "[" + quoted(std::string(WIRE_ARGV_MAX - 1, 'y')) + "]");
  CHECK(record.line.find(R"("truncated":["argv"])") != std::string::npos);
}

TEST_CASE("an argument that is as long as can be is not said to be cut off", "[syscall]") {
  for (const bool cut : {false, true}) {
    const std::string path(WIRE_STRING_MAX - 1, 'x');
    const std::string given = cut ? path + "y" : path;
    const Child child = run_child([&] { return syscall(SYS_openat, AT_FDCWD, given.c_str(), O_RDONLY) == -1 ? 0 : 1; });
    const Record record = syscall_collector().expect("openat", child.pid);
    CHECK(record.arg("pathname") == quoted(path));
    CHECK((record.line.find(R"("truncated":["pathname"])") != std::string::npos) == cut);
  }
}

TEST_CASE("arguments that cannot be read are not taken for none", "[syscall]") {
  const Record record = failed_execve(reinterpret_cast<char* const*>(4096));
  CHECK(record.arg("argv") == "[]");
  CHECK(record.line.find(R"("unreadable":true)") != std::string::npos);
}

TEST_CASE("a socket address is read as far as its length and no further", "[syscall]") {
  constexpr std::size_t kPage = 4096;
  constexpr std::string_view kAddress("\x01\0/none", 7);  // AF_UNIX, and a path without an end
  void* pages = mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(pages != MAP_FAILED);
  char* end = static_cast<char*>(pages) + kPage;
  REQUIRE(mprotect(end, kPage, PROT_NONE) == 0);
  const char* address = std::copy(kAddress.begin(), kAddress.end(), end - kAddress.size()) - kAddress.size();
  Collector& collector = syscall_collector();
  const Child child = run_child([&] {
    const long fd = syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
    return syscall(SYS_connect, fd, address, kAddress.size()) == -1 ? 0 : 1;
  });
  munmap(pages, 2 * kPage);
  const Record record = collector.expect("connect", child.pid);
  CHECK(record.arg("addr") == R"({"sa_family":"AF_UNIX","sun_path":"/none"})");
}

TEST_CASE("a call that does not return is seen where it begins", "[syscall]") {
  Collector& collector = syscall_collector();
  const Child child = fork_child([]() -> int {
    syscall(SYS_exit_group, 3);
    return 0;
  });
  REQUIRE(child.status == 3);
  const Record record = collector.expect("exit_group", child.pid);
  check_context(record, child);
  CHECK(record.arg("status") == "3");
  CHECK(record.member("returnValue") == "null");
}

TEST_CASE("clone returns twice and is one event", "[syscall]") {
  Collector collector({"--trace", "event=clone,exit_group", "--trace", "comm=kernel_tests"});
  const Shared<pid_t> grandchild;
  const Child child = run_child([&] {
    const pid_t pid = static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (pid == 0) _exit(0);
    *grandchild = pid;
    return waitpid(pid, nullptr, 0) == pid ? 0 : 1;
  });
  collector.expect("exit_group", child.pid);
  int seen = 0;
  for (const Record& record : collector.stop().records) {
    if (record.name != "clone" || (record.pid != child.pid && record.pid != *grandchild)) continue;
    ++seen;
    CHECK(record.pid == child.pid);
    CHECK(record.member("returnValue") == std::to_string(*grandchild));
    CHECK(record.arg("flags") == std::to_string(SIGCHLD));
  }
  CHECK(seen == 1);
}

}  // namespace trace::kernel_tests
