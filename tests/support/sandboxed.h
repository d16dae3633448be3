// SPDX-License-Identifier: Apache-2.0
// Whether a system call ends the process that makes it in the sandbox: each is tried in a process of its own.
#pragma once

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "common/base/sandbox.h"
#include "common/catalog/syscall_name.h"
#include "tests/support/in_child.h"

namespace trace {

inline constexpr long kSyscallsTried = 1024;  // more than there are, 6.18 has 470

inline bool sandbox_is_there() {
  return in_child([] { return std::string(enter_sandbox() ? "yes" : "no"); }).text == "yes";
}

// How a process ended that entered the sandbox and then did `act`: as wait(2) has it, 0 if it came out of that. What it says
// on standard error is lost.
template <class Act>
int status_after(const Needs& needs, Act act) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    for (const int signal : {SIGSEGV, SIGABRT}) std::signal(signal, SIG_DFL);  // not Catch's
    ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);
    if (!enter_sandbox(needs)) ::_exit(99);
    act();
    ::_exit(0);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  return status;
}

template <class Act>
bool is_ended(const Needs& needs, Act act) {
  const int status = status_after(needs, act);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

// The names of all system calls that do not end the process, in the order of their numbers. Their arguments are -1, of which
// none of them can make anything.
inline std::string survived_calls(const Needs& needs) {
  // uretprobe and uprobe: no filter of seccomp is asked (kernel/seccomp.c, Linux 6.15), and they do nothing but where the
  // kernel has put them.
  constexpr auto is_unfiltered = [](long number) { return number == 335 || number == 336; };
  std::string names;
  for (long number = 0; number < kSyscallsTried; ++number) {
    if (is_unfiltered(number)) continue;
    if (is_ended(needs, [number] { ::syscall(number, -1L, -1L, -1L, -1L, -1L, -1L); })) continue;
    const std::string_view name = syscall_name(static_cast<std::uint32_t>(number));
    names.append(names.empty() ? "" : " ").append(name.empty() ? std::to_string(number) : name);
  }
  return names;
}

}  // namespace trace
