// SPDX-License-Identifier: Apache-2.0
// Why a process may load no BPF program at all, in one sentence with what to do about it: capabilities, namespaces, seccomp
// and security modules all answer EPERM.
#pragma once

#include <string>

namespace trace {

// What bears on it, of this process and machine.
struct Powers {
  bool may_bpf = false;             // CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN, are effective
  bool in_user_namespace = false;   // not the initial one: capabilities mean nothing to bpf(2)
  bool has_seccomp_filter = false;  // a container's, say
  std::string lockdown;             // as KernelFacts has it

  static Powers read(std::string lockdown);
};

// error: the errno that loading the smallest program gave.
std::string why_nothing_loads(int error, const Powers& powers);

}  // namespace trace
