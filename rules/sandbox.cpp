// SPDX-License-Identifier: Apache-2.0
#include "rules/sandbox.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace trace {

#if defined(__SANITIZE_ADDRESS__)

Status enter_sandbox() {
  return Error{Code::unsupported,
               "entering the sandbox: not in a build with sanitizers, which need more"};
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
    SYS_read,           SYS_readv,         SYS_write,
    SYS_writev,         SYS_close,         SYS_lseek,
    SYS_fstat,          SYS_newfstatat,    SYS_ppoll,
    SYS_mmap,           SYS_munmap,        SYS_mremap,
    SYS_mprotect,       SYS_madvise,       SYS_brk,
    SYS_futex,          SYS_clock_gettime, SYS_clock_nanosleep,
    SYS_getrandom,      SYS_sched_yield,   SYS_rt_sigaction,
    SYS_rt_sigprocmask, SYS_rt_sigreturn,  SYS_getpid,
    SYS_gettid,         SYS_tgkill,        SYS_restart_syscall,
    SYS_exit,           SYS_exit_group,
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

std::vector<sock_filter> filter() {
  std::vector<sock_filter> code{
      statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      jump_if_equal(kArchitecture, 1, 0),  // else numbers would mean other calls
      statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const std::uint32_t number : kAllowed) {
    code.push_back(jump_if_equal(number, 0, 1));
    code.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }
  code.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  return code;
}

Error failure(const char* what) {
  return {Code::unsupported,
          std::string("entering the sandbox: ") + what + ": " + std::strerror(errno)};
}

}  // namespace

Status enter_sandbox() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure("no_new_privs");
  std::vector<sock_filter> code = filter();
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return failure("seccomp");
  return ok();
}

#endif

}  // namespace trace
