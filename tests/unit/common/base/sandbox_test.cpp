// SPDX-License-Identifier: Apache-2.0
#include "common/base/sandbox.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <cerrno>
#include <ctime>
#include <functional>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/sandboxed.h"

namespace trace {
namespace {

#define SKIP_WITHOUT_SANDBOX()        \
  if (!sandbox_is_there()) {          \
    WARN("skipped: no seccomp here"); \
    return;                           \
  }

struct Attempt {
  const char* name;
  std::function<void()> act;
};

// What intruders do first, each as it would work outside.
std::vector<Attempt> harm(int socket, pid_t other, void* page) {
  static sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  static char byte = 'x';
  static iovec one{&byte, 1};
  static msghdr message{};
  message.msg_iov = &one;
  message.msg_iovlen = 1;
  static char* argv[] = {const_cast<char*>("true"), nullptr};
  return {
      {"open", [] { ::open("/etc/passwd", O_RDONLY); }},
      {"create", [] { ::open("/tmp/trace-escaped", O_WRONLY | O_CREAT, 0600); }},
      {"openat2", [] { ::syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", nullptr, 0); }},
      {"statx", [] { ::syscall(SYS_statx, AT_FDCWD, "/etc/passwd", 0, 0, nullptr); }},
      {"access", [] { ::access("/etc/passwd", R_OK); }},
      {"readlink", [] { static_cast<void>(::readlink("/proc/self/exe", &byte, 1) < 0); }},
      {"socket", [] { ::socket(AF_INET, SOCK_STREAM, 0); }},
      {"connect", [=] { ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)); }},
      {"sendto", [=] { ::send(socket, "x", 1, 0); }},
      {"sendmsg", [=] { ::sendmsg(socket, &message, 0); }},
      {"recvmsg", [=] { ::recvmsg(socket, &message, MSG_DONTWAIT); }},
      {"fork", [] { ::fork(); }},
      {"clone", [] { ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, 0); }},
      {"clone3", [] { ::syscall(SYS_clone3, nullptr, 0); }},
      {"execve", [] { ::execve("/bin/true", argv, argv + 1); }},
      {"execveat", [] { ::syscall(SYS_execveat, AT_FDCWD, "/bin/true", argv, argv + 1, 0); }},
      {"ptrace", [=] { ::ptrace(PTRACE_ATTACH, other, nullptr, nullptr); }},
      {"process_vm_writev", [=] { ::process_vm_writev(other, &one, 1, &one, 1, 0); }},
      {"kill another", [=] { ::kill(other, 0); }},
      {"kill itself", [] { ::kill(::getpid(), 0); }},
      {"tkill", [=] { ::syscall(SYS_tkill, other, 0); }},
      {"tgkill another", [=] { ::syscall(SYS_tgkill, other, other, 0); }},
      {"rt_sigqueueinfo", [=] { ::syscall(SYS_rt_sigqueueinfo, other, 0, nullptr); }},
      {"pidfd_open", [=] { ::syscall(SYS_pidfd_open, other, 0); }},
      {"a handler for refused calls", [] { std::signal(SIGSYS, SIG_IGN); }},
      {"mmap executable", [] { ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
      {"mmap writable and executable",
       [] { ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
      {"mprotect to executable", [=] { ::mprotect(page, 4096, PROT_READ | PROT_EXEC); }},
      {"pkey_mprotect to executable", [=] { ::syscall(SYS_pkey_mprotect, page, 4096, PROT_EXEC, -1); }},
      {"personality", [] { ::syscall(SYS_personality, 0x0400000); }},  // READ_IMPLIES_EXEC
      {"unlink", [] { ::unlink("/tmp/trace-nothing"); }},
      {"chmod", [] { ::chmod("/tmp/trace-nothing", 0777); }},
      {"ftruncate", [=] { static_cast<void>(::ftruncate(socket, 0) < 0); }},
      {"memfd_create", [] { ::syscall(SYS_memfd_create, "x", 0); }},
      {"io_uring_setup", [] { ::syscall(SYS_io_uring_setup, 1, nullptr); }},
      {"bpf", [] { ::syscall(SYS_bpf, 0, nullptr, 0); }},
      {"setuid", [] { ::syscall(SYS_setuid, 0); }},
      {"capset", [] { ::syscall(SYS_capset, nullptr, nullptr); }},
      {"prctl", [] { ::syscall(SYS_prctl, 4, 1, 0, 0, 0); }},     // PR_SET_DUMPABLE
      {"ioctl", [] { ::syscall(SYS_ioctl, 0, 0x5412, &byte); }},  // TIOCSTI
      {"dup", [] { ::syscall(SYS_dup, 0); }},
      {"fcntl", [] { ::syscall(SYS_fcntl, 0, F_GETFL); }},
      {"mount", [] { ::syscall(SYS_mount, "x", "/x", "tmpfs", 0, nullptr); }},
#ifdef __x86_64__
      {"open of x32", [] { ::syscall(0x40000002, "/etc/passwd", O_RDONLY); }},
      {"getpid of i386", [] { asm volatile("int $0x80"
                                           :
                                           : "a"(20)
                                           : "memory"); }},
#endif
  };
}

}  // namespace

TEST_CASE("whatever is not needed ends who is in the sandbox") {
  SKIP_WITHOUT_SANDBOX();
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (const Attempt& attempt : harm(socket, ::getpid(), page)) {
    INFO(attempt.name);
    CHECK(is_ended({}, attempt.act));
  }
  ::close(socket);
  ::munmap(page, 4096);
}

TEST_CASE("of all system calls these are left in the sandbox, and those that depend on an argument") {
  SKIP_WITHOUT_SANDBOX();
  // Each architecture has an order of its own.
  const auto words_of = [](const std::string& text) {
    std::istringstream words(text);
    return std::set<std::string>(std::istream_iterator<std::string>(words), {});
  };
  std::set<std::string> left = words_of(
      "read write close fstat lseek munmap brk rt_sigprocmask rt_sigreturn readv writev sched_yield mremap madvise "
      "getpid exit gettimeofday gettid futex restart_syscall clock_gettime clock_nanosleep exit_group newfstatat "
      "ppoll getrandom");
#ifdef SYS_poll
  left.insert({"poll", "time"});
#endif
  CHECK(words_of(survived_calls({})) == left);
}

TEST_CASE("who is in the sandbox learns nothing of a path by newfstatat, which glibc calls for fstat") {
  SKIP_WITHOUT_SANDBOX();
  const ChildEnding ending = in_child([] {
    if (!enter_sandbox()) return std::string("not entered");
    struct stat status {};
    std::string allowed;
    for (const int flags : {0, AT_EMPTY_PATH}) {
      const long result = ::syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", &status, flags);
      if (result != -1 || errno != EPERM) allowed += std::to_string(flags) + " ";
    }
    if (::syscall(SYS_fstat, STDERR_FILENO, &status) != 0) allowed += "not-fstat";
    return allowed;
  });
  CHECK(ending.text.empty());
}

TEST_CASE("who is in the sandbox can read, write, wait, use memory and abort") {
  SKIP_WITHOUT_SANDBOX();
  const ChildEnding ending = in_child([] {
    if (!enter_sandbox()) return std::string("not entered");
    std::string broken;
    const auto works = [&](const char* name, bool does) { broken.append(does ? "" : name); };
    works("memory", std::string(100'000'000, 'x').size() == 100'000'000);
    works("write", ::write(STDERR_FILENO, "", 0) == 0);
    timespec now{};
    works("clock", ::syscall(SYS_clock_gettime, CLOCK_REALTIME, &now) == 0);
    works("a signal to itself", ::syscall(SYS_tgkill, ::getpid(), ::gettid(), 0) == 0);
    return broken;
  });
  CHECK(ending.text.empty());
  CHECK(ending.status == 0);
  const int aborted = status_after({}, [] { ::abort(); });
  CHECK((WIFSIGNALED(aborted) && WTERMSIG(aborted) == SIGABRT));
}

TEST_CASE("a declared call works with the declared values only") {
  SKIP_WITHOUT_SANDBOX();
  const pid_t parent = ::getpid();
  const Needs needs =
      joined({{{SYS_kill, 0, {static_cast<std::uint32_t>(parent)}}}, {{SYS_kill, 1, {0}}, {SYS_getppid}}});
  CHECK(status_after(needs, [parent] { ::kill(parent, SIGCONT); }) == 0);  // the first row
  CHECK(status_after(needs, [] { ::kill(::getpid(), 0); }) == 0);          // the second
  CHECK(is_ended(needs, [] { ::kill(::getpid(), SIGCONT); }));
  CHECK(status_after(needs, [] { ::getppid(); }) == 0);
}

TEST_CASE("the end by a refused call is told with its name") {
  SKIP_WITHOUT_SANDBOX();
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const ChildEnding ending = in_child([&]() -> std::string {
    ::dup2(ends[1], STDERR_FILENO);
    static_cast<void>(enter_sandbox({}, syscall_name));
    ::syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
    return "it went on";
  });
  ::close(ends[1]);
  char text[512];
  const ssize_t size = ::read(ends[0], text, sizeof(text));
  ::close(ends[0]);
  REQUIRE(size > 0);
  CHECK(std::string(text, static_cast<std::size_t>(size)) ==
        "unit_tests: ended: the sandbox does not permit the system call socket (" + std::to_string(SYS_socket) + ")\n");
  CHECK(ending.text.empty());
  CHECK((WIFSIGNALED(ending.status) && WTERMSIG(ending.status) == SIGSYS));
}

}  // namespace trace
