// SPDX-License-Identifier: Apache-2.0
// System calls that were not carried out: a filter of seccomp(2) or a tracer answers them in the kernel's place, with what result it
// likes. Where a hook event is made of the result of a call, none is made of these.
#include <arpa/inet.h>
#include <elf.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/kernel/addresses.h"
#include "tests/kernel/capturing.h"

namespace trace::kernel_tests {
namespace {

// The filter answers calls with this sixth argument, which none of them has.
constexpr long kAnswered = 0x5eccc0de;

bool answer_with(unsigned result, unsigned flags = 0) {
  std::array<sock_filter, 4> code = {{
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, args) + 5 * sizeof(__u64)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, static_cast<__u32>(kAnswered)},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | result},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  }};
  const sock_fprog program = {static_cast<unsigned short>(code.size()), code.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) == 0;
}

struct Act {
  const char* event;
  const char* path;  // the argument that tells one from the other
  long number;
  std::function<std::array<long, 5>(const char* name)> arguments;
};

long address(const void* pointer) {
  return reinterpret_cast<long>(pointer);
}

// Each with the name "old", which there is, or with a new one. Of link and rename it is the second path.
const Act kActs[] = {
    {"security_inode_rename", "new_path", SYS_renameat2,
     [](const char* name) {
       return std::array<long, 5>{AT_FDCWD, address("old"), AT_FDCWD, address(name), 0};
     }},
    {"security_inode_link", "new_path", SYS_linkat,
     [](const char* name) {
       return std::array<long, 5>{AT_FDCWD, address("old"), AT_FDCWD, address(name), 0};
     }},
    {"security_inode_symlink", "linkpath", SYS_symlinkat,
     [](const char* name) {
       return std::array<long, 5>{address("old"), AT_FDCWD, address(name)};
     }},
    {"security_inode_mkdir", "pathname", SYS_mkdirat,
     [](const char* name) {
       return std::array<long, 5>{AT_FDCWD, address(name), 0700};
     }},
    {"security_inode_mknod", "file_name", SYS_mknodat,
     [](const char* name) {
       return std::array<long, 5>{AT_FDCWD, address(name), S_IFIFO | 0600, 0};
     }},
    {"security_inode_unlink", "pathname", SYS_unlinkat,
     [](const char* name) {
       return std::array<long, 5>{AT_FDCWD, address(name), 0};
     }},
    {"security_inode_rmdir", "pathname", SYS_unlinkat,
     [](const char* name) {
       return std::array<long, 5>{AT_FDCWD, address(name), AT_REMOVEDIR};
     }},
    {"chmod_common", "pathname", SYS_fchmodat,
     [](const char* name) {
       return std::array<long, 5>{AT_FDCWD, address(name), 0644};
     }},
    {"security_path_chown", "pathname", SYS_fchownat,
     [](const char* name) {
       return std::array<long, 5>{AT_FDCWD, address(name), 0, 0, 0};
     }},
    {"do_truncate", "pathname", SYS_truncate,
     [](const char* name) {
       return std::array<long, 5>{address(name), 1};
     }},
    {"security_file_open", "pathname", SYS_openat,
     [](const char* name) {
       return std::array<long, 5>{AT_FDCWD, address(name), O_RDONLY};
     }},
    {"security_sb_mount", "path", SYS_mount,
     [](const char* name) {
       return std::array<long, 5>{address("none"), address(name), address("tmpfs"), 0, 0};
     }},
};

long perform(const Act& act, const char* name, long mark) {
  const auto a = act.arguments(name);
  return syscall(act.number, a[0], a[1], a[2], a[3], a[4], mark);
}

// Those that act on something that is there need it.
void prepare(const Act& act, const TempDir& dir) {
  const std::string_view event = act.event;
  write_file(dir.file("old"), "x");
  for (const char* name : {"answered", "real"}) {
    if (event == "security_inode_rmdir" || event == "security_sb_mount") mkdir(dir.file(name).c_str(), 0700);
    if (event == "security_inode_unlink" || event == "chmod_common" || event == "security_path_chown" ||
        event == "do_truncate" || event == "security_file_open") {
      write_file(dir.file(name), "x");
    }
  }
}

#ifdef __x86_64__
long number_of(const user_regs_struct& registers) {
  return static_cast<long>(registers.orig_rax);
}
void set_result(user_regs_struct& registers, long result) {
  registers.rax = static_cast<unsigned long>(result);
}
#else
long number_of(const user_regs_struct& registers) {
  return static_cast<long>(registers.regs[8]);
}
void set_result(user_regs_struct& registers, long result) {
  registers.regs[0] = static_cast<unsigned long>(result);
}
#endif

constexpr auto kSysemu = static_cast<__ptrace_request>(31);  // PTRACE_SYSEMU of x86 and arm64

// Answers the next call of a process that has stopped, which is to be of that number.
bool answer_call(pid_t pid, long number, long result) {
  int status = 0;
  if (ptrace(kSysemu, pid, nullptr, nullptr) != 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
    return false;
  user_regs_struct registers{};
  iovec all = {&registers, sizeof(registers)};
  if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all) != 0 || number_of(registers) != number) return false;
  set_result(registers, result);
  return ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &all) == 0;
}

// A process that acts under a tracer, which answers its first call; that is to be of this number. Returns that of the process.
pid_t run_traced(long number, long result, const std::function<int()>& act) {
  const Shared<pid_t> traced;
  run_child([&] {
    const pid_t pid = fork();
    if (pid == 0) {
      ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
      raise(SIGSTOP);
      _exit(act());
    }
    *traced = pid;
    int status = 0;
    waitpid(pid, &status, 0);
    if (!answer_call(pid, number, result)) return 1;
    ptrace(PTRACE_DETACH, pid, nullptr, nullptr);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 2;
  });
  return *traced;
}

}  // namespace

TEST_CASE("a call that a filter answers makes no event of what did not happen", "[hook]") {
  Collector& collector = hook_collector();
  for (const Act& act : kActs) {
    INFO(act.event);
    const TempDir dir;
    prepare(act, dir);
    const UniqueFd opened(open(dir.file("answered").c_str(), O_RDONLY | O_CLOEXEC));  // by this process
    const Child child = run_child([&] {
      if (chdir(dir.path().c_str()) != 0 || !enter_own_mounts()) return 1;
      if (opened && dup2(opened.get(), 0) != 0) return 1;
      if (!answer_with(0)) return 2;
      if (perform(act, "answered", kAnswered) != 0) return 3;
      return perform(act, "real", 0) >= 0 ? 0 : 4;
    });
    const Record event = collector.expect(act.event, child.pid, [&](const Record& record) {
      return record.arg(act.path).find(dir.path()) != std::string::npos;
    });
    CHECK(event.arg(act.path) == json(dir.file("real")));
  }
}

TEST_CASE("a filter that answers calls of sockets makes no event of what did not happen", "[hook]") {
  Collector& collector = hook_collector();
  const Child child = run_child([] {
    if (!answer_with(0)) return 1;
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0),
              other = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in answered = loopback(9), real = loopback(10), free = loopback(0);
    if (syscall(SYS_bind, fd, &answered, sizeof(answered), 0, 0, kAnswered) != 0) return 2;
    if (syscall(SYS_connect, fd, &answered, sizeof(answered), 0, 0, kAnswered) != 0) return 3;
    if (syscall(SYS_listen, fd, 3, 0, 0, 0, kAnswered) != 0) return 4;
    syscall(SYS_getppid, 0, 0, 0, 0, 0, 0);  // so that the mark is in no register any more
    if (bind(fd, reinterpret_cast<const sockaddr*>(&free), sizeof(free)) != 0) return 5;
    if (connect(fd, reinterpret_cast<const sockaddr*>(&real), sizeof(real)) != 0) return 6;
    return listen(other, 5) == 0 ? 0 : 7;
  });
  CHECK(collector.expect("security_socket_bind", child.pid).arg("local_addr").find(R"("sin_port":"0")") !=
        std::string::npos);
  CHECK(collector.expect("security_socket_connect", child.pid).arg("remote_addr").find(R"("sin_port":"10")") !=
        std::string::npos);
  CHECK(collector.expect("security_socket_listen", child.pid).arg("backlog") == "5");
}

TEST_CASE("a call that a tracer answers makes no event of what did not happen", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  const pid_t traced = run_traced(SYS_mkdirat, 0, [&] {
    mkdirat(AT_FDCWD, dir.file("answered").c_str(), 0700);
    return mkdirat(AT_FDCWD, dir.file("real").c_str(), 0700);
  });
  CHECK(collector.expect("security_inode_mkdir", traced).arg("pathname") == json(dir.file("real")));
}

TEST_CASE("what a tracer says was written is not captured", "[capture]") {
  Capture capture({}, "write=%/*");
  const std::string path = capture.files.file("file");
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const pid_t traced = run_traced(
      SYS_write, 8, [&] { return write(fd, "answered", 8) == 8 && write(fd, "real", 4) == 4 ? close(fd) : 1; });
  close(fd);
  capture.artifact(traced, "file");
  capture.collector.stop();
  bool real = false;
  for (const std::string& content : capture.contents()) {
    INFO(content);
    CHECK(content.find("answered") == std::string::npos);
    real |= content == "real";
  }
  CHECK(real);
}

TEST_CASE("a filter that comes while a call waits hides nothing", "[hook]") {
  Collector& collector = hook_collector();
  const Child child = run_child([] {
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    if (bind(server, reinterpret_cast<const sockaddr*>(&address), size) != 0 || listen(server, 1) != 0) return 1;
    getsockname(server, reinterpret_cast<sockaddr*>(&address), &size);
    int accepted = -1;
    std::thread waiting([&] { accepted = accept(server, nullptr, nullptr); });
    usleep(100'000);
    const bool filtered = answer_with(0, SECCOMP_FILTER_FLAG_TSYNC);
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int connected = connect(client, reinterpret_cast<const sockaddr*>(&address), size);
    waiting.join();
    return filtered && connected == 0 && accepted >= 0 ? 0 : 2;
  });
  collector.expect("security_socket_accept", child.pid);
}

}  // namespace trace::kernel_tests
