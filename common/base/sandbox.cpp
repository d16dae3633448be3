// SPDX-License-Identifier: Apache-2.0
#include "common/base/sandbox.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/standard_error.h"

namespace trace {

#if defined(__SANITIZE_ADDRESS__)

Status enter_sandbox(const Needs&, CallName) {
  return Error{Code::unsupported, "entering the sandbox: not in a build with sanitizers, which need more"};
}

#else

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

// What libc and libstdc++ call for memory, locks, time, abort() and buffered output are in it too; the time by system calls
// where the vDSO cannot read the clock.
constexpr auto kAllowed = std::to_array<std::uint32_t>({
    SYS_read,         SYS_readv,     SYS_write,           SYS_writev,         SYS_close,
    SYS_lseek,        SYS_fstat,     SYS_ppoll,           SYS_munmap,         SYS_mremap,
    SYS_madvise,      SYS_brk,       SYS_futex,           SYS_clock_gettime,  SYS_clock_nanosleep,
    SYS_gettimeofday, SYS_getrandom, SYS_sched_yield,     SYS_rt_sigprocmask, SYS_rt_sigreturn,
    SYS_getpid,       SYS_gettid,    SYS_restart_syscall, SYS_exit,           SYS_exit_group,
#ifdef SYS_poll
    SYS_poll,         SYS_time,
#endif
});

// Calls that fail, where others end the program. fstat(3) is newfstatat(2) with an empty path from glibc 2.33 to 2.38, and
// stdio does without; a filter cannot tell an empty path from another.
constexpr auto kFailing = std::to_array<std::uint32_t>({SYS_newfstatat});

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

sock_filter statement(std::uint16_t code, std::uint32_t value) {
  return {code, 0, 0, value};
}
sock_filter jump_if_equal(std::uint32_t value, std::uint8_t if_true, std::uint8_t if_false) {
  return {BPF_JMP | BPF_JEQ | BPF_K, if_true, if_false, value};
}

void decide(std::uint32_t number, std::uint32_t action, std::vector<sock_filter>& code) {
  code.push_back(jump_if_equal(number, 0, 1));
  code.push_back(statement(BPF_RET | BPF_K, action));
}

// A call that depends on arguments: one of the rows, all of that number, is to permit it. It ends either way, so that the
// number need not be loaded again.
void allow_if(std::uint32_t number, const Needs& rows, std::vector<sock_filter>& code) {
  std::size_t size = 1;
  for (const AllowedCall& row : rows) size += 1 + 2 * row.values.size();
  code.push_back(jump_if_equal(number, 0, static_cast<std::uint8_t>(size)));
  for (const AllowedCall& row : rows) {
    const std::size_t argument = offsetof(seccomp_data, args) + row.argument * sizeof(std::uint64_t);
    code.push_back(statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(argument)));
    for (const std::uint32_t value : row.values) {
      code.push_back(jump_if_equal(value, 0, 1));
      code.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    }
  }
  code.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
}

std::vector<sock_filter> filter(const Needs& needs) {
  std::vector<sock_filter> code{
      statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      jump_if_equal(kArchitecture, 1, 0),  // else numbers would mean other calls
      statement(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const std::uint32_t number : kAllowed) decide(number, SECCOMP_RET_ALLOW, code);
  std::map<std::uint32_t, Needs> by_number;
  for (const AllowedCall& call : needs) by_number[call.number].push_back(call);
  for (const auto& [number, rows] : by_number) {
    const bool always =
        std::any_of(rows.begin(), rows.end(), [](const AllowedCall& row) { return row.values.empty(); });
    always ? decide(number, SECCOMP_RET_ALLOW, code) : allow_if(number, rows, code);
  }
  for (const std::uint32_t number : kFailing) decide(number, SECCOMP_RET_ERRNO | EPERM, code);
  code.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  return code;
}

// Memory that is not executable, and what abort() does to this process. No other handler of SIGSYS can be set.
Needs base_needs() {
  static constexpr std::uint32_t kData = PROT_READ | PROT_WRITE;
  return {
      {SYS_mmap, 2, {kData, PROT_READ, PROT_NONE}},
      {SYS_mprotect, 2, {kData, PROT_READ, PROT_NONE}},
      {SYS_rt_sigaction, 0, {SIGABRT}},
      {SYS_tgkill, 0, {static_cast<std::uint32_t>(::getpid())}},
  };
}

constexpr int kSeccompCode = 1;  // SYS_SECCOMP, include/uapi/asm-generic/siginfo.h: that libc does not have it

// What the handler of a refused call says; it reaches nothing else.
CallName name_of_call = nullptr;

void append(std::string_view text, char*& to, const char* end) {
  const std::size_t size = std::min(text.size(), static_cast<std::size_t>(end - to));
  to = std::copy_n(text.data(), size, to);
}

void append(std::uint32_t number, char*& to, const char* end) {
  std::array<char, 10> digits{};
  auto first = digits.end();
  do {
    *--first = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  append(std::string_view(&*first, static_cast<std::size_t>(digits.end() - first)), to, end);
}

// Says which call it was, for whoever runs it with a libc that calls another one, and ends the process. Functions that
// signal-safety(7) allows, and no others. Whoever has taken over the process gains nothing by coming here.
void tell_refused(int, siginfo_t* info, void*) {
  if (info->si_code == kSeccompCode) {
    const auto number = static_cast<std::uint32_t>(info->si_syscall);
    std::array<char, 256> line;
    char* to = line.data();
    const char* const end = line.data() + line.size() - 1;
    append(program_invocation_short_name, to, end);
    append(": ended: the sandbox does not permit the system call ", to, end);
    append(name_of_call == nullptr ? std::string_view() : name_of_call(number), to, end);
    append(" (", to, end);
    append(number, to, end);
    append(")", to, end);
    *to++ = '\n';
    static_cast<void>(write_error_text({line.data(), static_cast<std::size_t>(to - line.data())}));
  }
  ::raise(SIGSYS);  // is blocked in here: on return, and by the default action
}

bool catch_refused() {
  struct sigaction action {};
  action.sa_sigaction = tell_refused;
  action.sa_flags = SA_SIGINFO | static_cast<int>(SA_RESETHAND);
  return ::sigaction(SIGSYS, &action, nullptr) == 0;
}

Error failure(const char* what) {
  return {Code::unsupported, std::string("entering the sandbox: ") + what + ": " + std::strerror(errno)};
}

}  // namespace

Status enter_sandbox(const Needs& needs, CallName call_name) {
  name_of_call = call_name;
  if (!catch_refused()) return failure("SIGSYS");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure("no_new_privs");
  static_cast<void>(::prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0));  // Linux 6.3; the filter refuses it, too
  std::vector<sock_filter> code = filter(joined({base_needs(), needs}));
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return failure("seccomp");
  return ok();
}

#endif

Needs joined(std::initializer_list<Needs> parts) {
  Needs all;
  for (const Needs& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace trace
