// SPDX-License-Identifier: Apache-2.0
#include "common/base/sandbox.h"

#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace trace {

#if defined(__SANITIZE_ADDRESS__)

Status enter_sandbox(const Needs&) {
  return Error{Code::unsupported, "entering the sandbox: not in a build with sanitizers, which need more"};
}

#else

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

// What libc and libstdc++ call for memory, locks, time, abort() and buffered output are in it too.
constexpr auto kAllowed = std::to_array<std::uint32_t>({
    SYS_read,         SYS_readv,          SYS_write,         SYS_writev,          SYS_close,     SYS_lseek,
    SYS_fstat,        SYS_newfstatat,     SYS_ppoll,         SYS_munmap,          SYS_mremap,    SYS_madvise,
    SYS_brk,          SYS_futex,          SYS_clock_gettime, SYS_clock_nanosleep, SYS_getrandom, SYS_sched_yield,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn,  SYS_getpid,          SYS_gettid,    SYS_restart_syscall,
    SYS_exit,         SYS_exit_group,
#ifdef SYS_poll
    SYS_poll,
#endif
});

sock_filter statement(std::uint16_t code, std::uint32_t value) {
  return {code, 0, 0, value};
}
sock_filter jump_if_equal(std::uint32_t value, std::uint8_t if_true, std::uint8_t if_false) {
  return {BPF_JMP | BPF_JEQ | BPF_K, if_true, if_false, value};
}

void allow(std::uint32_t number, std::vector<sock_filter>& code) {
  code.push_back(jump_if_equal(number, 0, 1));
  code.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
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
  code.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
}

std::vector<sock_filter> filter(const Needs& needs) {
  std::vector<sock_filter> code{
      statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      jump_if_equal(kArchitecture, 1, 0),  // else numbers would mean other calls
      statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const std::uint32_t number : kAllowed) allow(number, code);
  std::map<std::uint32_t, Needs> by_number;
  for (const AllowedCall& call : needs) by_number[call.number].push_back(call);
  for (const auto& [number, rows] : by_number) {
    const bool always =
        std::any_of(rows.begin(), rows.end(), [](const AllowedCall& row) { return row.values.empty(); });
    always ? allow(number, code) : allow_if(number, rows, code);
  }
  code.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  return code;
}

// Memory that is not executable, and signals of abort().
Needs base_needs() {
  static constexpr std::uint32_t kData = PROT_READ | PROT_WRITE;
  return {
      {SYS_mmap, 2, {kData, PROT_READ, PROT_NONE}},
      {SYS_mprotect, 2, {kData, PROT_READ, PROT_NONE}},
      {SYS_tgkill, 0, {static_cast<std::uint32_t>(::getpid())}},
  };
}

Error failure(const char* what) {
  return {Code::unsupported, std::string("entering the sandbox: ") + what + ": " + std::strerror(errno)};
}

}  // namespace

Status enter_sandbox(const Needs& needs) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure("no_new_privs");
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

Status drop_capabilities(std::uint64_t effective, std::uint64_t permitted) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capget, &header, sets) == 0) {
    for (std::size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; ++i) {
      sets[i].permitted &= static_cast<std::uint32_t>(permitted >> (32 * i));
      sets[i].effective = sets[i].permitted & static_cast<std::uint32_t>(effective >> (32 * i));
      sets[i].inheritable = 0;
    }
    if (::syscall(SYS_capset, &header, sets) == 0) return ok();
  }
  return Error{Code::denied, std::string("giving up capabilities: ") + std::strerror(errno)};
}

}  // namespace trace
