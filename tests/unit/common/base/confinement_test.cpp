// SPDX-License-Identifier: Apache-2.0
#include "common/base/confinement.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/in_child.h"

namespace trace {
namespace {

// The values of some lines of /proc/self/status.
std::string self_status(std::initializer_list<std::string_view> names) {
  std::ifstream file("/proc/self/status");
  std::string line;
  std::string out;
  while (std::getline(file, line)) {
    for (const std::string_view name : names) {
      if (line.starts_with(name)) out += line + "\n";
    }
  }
  return out;
}

// From now on prctl(2) fails with EINVAL, as on a kernel that does not know what is asked for.
bool refuse_prctl() {
  sock_filter code[] = {
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_prctl},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EINVAL},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  };
  const sock_fprog program{static_cast<unsigned short>(std::size(code)), code};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool is_root() {
  if (::geteuid() == 0) return true;
  WARN("skipped: needs root");
  return false;
}

}  // namespace

TEST_CASE("capabilities are given up for good, but those that are named") {
  if (!is_root()) return;
  const std::string left = in_child([] {
                             const std::uint64_t kill = std::uint64_t{1} << CAP_KILL;
                             const std::uint64_t chown = std::uint64_t{1} << CAP_CHOWN;
                             if (!drop_capabilities(kill, kill | chown)) return std::string("failed");
                             return self_status({"CapInh", "CapPrm", "CapEff", "CapAmb"});
                           }).text;
  CHECK(left ==
        "CapInh:\t0000000000000000\nCapPrm:\t0000000000000021\nCapEff:\t0000000000000020\nCapAmb:\t0000000000000000\n");
}

TEST_CASE("root reads and writes as a user that nobody is, and cannot be reached by processes of nobody") {
  if (!is_root()) return;
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t confined = ::fork();
  if (confined == 0) {
    const std::string text = become_unused_user() ? self_status({"Uid", "Gid", "Groups"}) : "failed";
    static_cast<void>(::write(ends[1], text.data(), text.size()) < 0);
    ::pause();
  }
  char text[256];
  const ssize_t size = ::read(ends[0], text, sizeof(text));
  REQUIRE(size > 0);
  unsigned user = 0, file_user = 0, group = 0;
  REQUIRE(std::sscanf(text, "Uid:\t0\t%u\t0\t%u\nGid:\t%u", &user, &file_user, &group) == 3);
  CHECK((user >= 61184 && user <= 65519));
  CHECK(::getpwuid(user) == nullptr);
  CHECK((file_user == user && group == user));
  CHECK(std::string_view(text, static_cast<std::size_t>(size)).ends_with("Groups:\t \n"));
  const ChildEnding nobody = in_child([confined] {
    if (::setresuid(65534, 65534, 65534) != 0) return std::string("not nobody");
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    const bool is_reached = ::kill(confined, 0) == 0 ||
                            ::setpriority(PRIO_PROCESS, static_cast<id_t>(confined), 19) == 0 ||
                            ::sched_setaffinity(confined, sizeof(one), &one) == 0;
    return std::string(is_reached ? "reached" : "not reached");
  });
  CHECK(nobody.text == "not reached");
  ::kill(confined, SIGKILL);
  ::waitpid(confined, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("what cannot be given up is told, and the rest is given up all the same") {
  if (!is_root()) return;
  const ChildEnding ending = in_child([] {
    if (!refuse_prctl()) return std::string("skipped");
    const Status confined = confine({});
    return (confined ? "confined" : confined.error().message) + "\n" + self_status({"CapPrm", "Uid"});
  });
  if (ending.text == "skipped") {
    WARN("skipped: no seccomp here");
    return;
  }
  CHECK(ending.text.starts_with("entering the sandbox: no_new_privs: Invalid argument\nUid:\t0\t6"));
  CHECK(ending.text.ends_with("\nCapPrm:\t0000000000000000\n"));
}

TEST_CASE("whether all can be given up is found out by another process") {
  const ChildEnding ending = in_child([] {
    const bool may = static_cast<bool>(try_confinement({}));
    const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);  // still not in the sandbox
    return std::string(may == static_cast<bool>(confine({})) ? "alike " : "not alike ") + (fd >= 0 ? "open" : "closed");
  });
  CHECK(ending.text == "alike open");
}

TEST_CASE("a process that tries the sandbox and does not answer is waited for no longer than is said, and is ended") {
  const ChildEnding ending = in_child([] {
    // As if the file of the accounts of the machine could not be read to its end.
    if (::pthread_atfork(nullptr, nullptr, [] { ::pause(); }) != 0) return std::string("no handler");
    const Status tried = try_confinement({}, std::chrono::milliseconds(50));
    const bool has_children = ::waitpid(-1, nullptr, WNOHANG) == 0;
    return (tried ? "tried" : tried.error().message) + (has_children ? ", and a child is left" : "");
  });
  CHECK(ending.text == "trying the sandbox: the process that tries it does not answer");
}

TEST_CASE("that a process which tries the sandbox is killed is no success") {
  const ChildEnding ending = in_child([] {
    if (::pthread_atfork(nullptr, nullptr, [] { ::raise(SIGKILL); }) != 0) return std::string("no handler");
    const Status tried = try_confinement({});
    return tried ? std::string("tried") : tried.error().message;
  });
  CHECK(ending.text == "trying the sandbox: the process that tries it was killed");
}

}  // namespace trace
