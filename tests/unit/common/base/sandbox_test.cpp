// SPDX-License-Identifier: Apache-2.0
#include "common/base/sandbox.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

#include <catch2/catch.hpp>

#include "tests/support/in_child.h"

namespace trace {
namespace {

// The names of what was not refused with EPERM.
class Attempts {
 public:
  void refused(const char* name, long result) {
    if (result != -1 || errno != EPERM) allowed_.append(name).append(" ");
  }
  void works(const char* name, bool works) {
    if (!works) allowed_.append("not-").append(name).append(" ");
  }
  const std::string& allowed() const { return allowed_; }

 private:
  std::string allowed_;
};

bool sandbox_is_there() {
  const ChildEnding ending = in_child([] { return std::string(enter_sandbox() ? "yes" : "no"); });
  return ending.text == "yes";
}

std::string try_harm(int socket, pid_t parent, void* page) {
  Attempts attempts;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  char byte = 'x';
  iovec one{&byte, 1};
  msghdr message{};
  message.msg_iov = &one;
  message.msg_iovlen = 1;
  attempts.refused("open", ::open("/etc/passwd", O_RDONLY));
  attempts.refused("create", ::open("/tmp/trace-escaped", O_WRONLY | O_CREAT, 0600));
  attempts.refused("openat2", ::syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", nullptr, 0));
  attempts.refused("socket", ::socket(AF_INET, SOCK_STREAM, 0));
  attempts.refused("connect", ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
  attempts.refused("sendmsg", ::sendmsg(socket, &message, 0));
  attempts.refused("recvmsg", ::recvmsg(socket, &message, MSG_DONTWAIT));
  attempts.refused("fork", ::fork());
  attempts.refused("vfork", ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, 0));
  attempts.refused("clone3", ::syscall(SYS_clone3, nullptr, 0));
  char* const argv[] = {const_cast<char*>("true"), nullptr};
  attempts.refused("execve", ::execve("/bin/true", argv, argv + 1));
  attempts.refused("ptrace", ::ptrace(PTRACE_ATTACH, parent, nullptr, nullptr));
  attempts.refused("process_vm_readv", ::process_vm_readv(parent, &one, 1, &one, 1, 0));
  attempts.refused("kill", ::kill(parent, 0));
  attempts.refused("tgkill of another", ::syscall(SYS_tgkill, parent, parent, 0));
  attempts.refused("pidfd_open", ::syscall(SYS_pidfd_open, parent, 0));
  attempts.refused("unlink", ::unlink("/tmp/trace-nothing"));
  attempts.refused("chmod", ::chmod("/tmp/trace-nothing", 0777));
  attempts.refused("memfd_create", ::syscall(SYS_memfd_create, "x", 0));
  attempts.refused("io_uring_setup", ::syscall(SYS_io_uring_setup, 1, nullptr));
  attempts.refused("bpf", ::syscall(SYS_bpf, 0, nullptr, 0));
  attempts.refused("setuid", ::setuid(0));
  attempts.refused("mprotect to executable", ::mprotect(page, 4096, PROT_READ | PROT_EXEC));
  const void* const made = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  attempts.refused("mmap executable", made == MAP_FAILED ? -1 : 0);
  return attempts.allowed();
}

}  // namespace

TEST_CASE("who is in the sandbox can do no harm") {
  if (!sandbox_is_there()) {
    WARN("skipped: no seccomp here");
    return;
  }
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const pid_t parent = ::getpid();
  const ChildEnding ending = in_child([&] {
    if (!enter_sandbox()) return std::string("not entered");
    return try_harm(socket, parent, page);
  });
  CHECK(ending.text.empty());
  CHECK(ending.status == 0);
  ::close(socket);
  ::munmap(page, 4096);
}

TEST_CASE("who is in the sandbox can read, write, wait, use memory and abort") {
  if (!sandbox_is_there()) {
    WARN("skipped: no seccomp here");
    return;
  }
  const ChildEnding ending = in_child([] {
    if (!enter_sandbox()) return std::string("not entered");
    Attempts attempts;
    attempts.works("memory", std::string(10'000'000, 'x').size() == 10'000'000);
    attempts.works("write", ::write(STDERR_FILENO, "", 0) == 0);
    timespec now{};
    attempts.works("clock", ::syscall(SYS_clock_gettime, CLOCK_REALTIME, &now) == 0);
    attempts.works("a signal to itself", ::syscall(SYS_tgkill, ::getpid(), ::gettid(), 0) == 0);
    return attempts.allowed();
  });
  CHECK(ending.text.empty());
  CHECK(ending.status == 0);
}

TEST_CASE("a declared call works with the declared values only") {
  if (!sandbox_is_there()) {
    WARN("skipped: no seccomp here");
    return;
  }
  const pid_t parent = ::getpid();
  const ChildEnding ending = in_child([parent] {
    const auto self = static_cast<std::uint32_t>(::getpid());
    const Needs one = {{SYS_kill, 0, {self}}};
    const Needs other = {{SYS_kill, 1, {0}}, {SYS_getppid}};
    if (!enter_sandbox(joined({one, other}))) return std::string("not entered");
    Attempts attempts;
    attempts.works("its own pid", ::kill(static_cast<pid_t>(self), SIGCONT) == 0);
    attempts.works("signal 0 of the other row", ::kill(parent, 0) == 0);
    attempts.refused("another pid and signal", ::kill(parent, SIGCONT));
    attempts.works("getppid", ::getppid() == parent);
    return attempts.allowed();
  });
  CHECK(ending.text.empty());
}

}  // namespace trace
