// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/powers.h"

#include <linux/capability.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>

namespace trace {
namespace {

// The value of "name:" in /proc/self/status.
std::string status_value(std::string_view name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name)) return line.substr(line.find_first_not_of(":\t ", name.size()));
  }
  return {};
}

// user_namespaces(7): the initial one maps all ids to themselves.
bool is_initial_user_namespace() {
  std::ifstream file("/proc/self/uid_map");
  std::uint64_t inside = 0, outside = 0, count = 0;
  if (!(file >> inside >> outside >> count)) return true;  // a kernel without them
  return inside == 0 && outside == 0 && count == UINT32_MAX;
}

}  // namespace

Powers Powers::read(std::string lockdown) {
  const std::uint64_t effective = std::strtoull(status_value("CapEff").c_str(), nullptr, 16);
  const auto has = [&](unsigned capability) { return (effective >> capability & 1) != 0; };
  Powers powers;
  powers.may_bpf = has(CAP_SYS_ADMIN) || (has(CAP_BPF) && has(CAP_PERFMON));
  powers.in_user_namespace = !is_initial_user_namespace();
  powers.has_seccomp_filter = status_value("Seccomp") == "2";
  powers.lockdown = std::move(lockdown);
  return powers;
}

std::string why_nothing_loads(int error, const Powers& powers) {
  if (error == ENOSYS && !powers.has_seccomp_filter) return "the kernel was built without bpf(2) (CONFIG_BPF_SYSCALL)";
  if (error != EPERM && error != EACCES && error != ENOSYS) {
    return "the kernel does not load the smallest program: " + std::string(std::strerror(error));
  }
  if (!powers.may_bpf) return "it needs CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN (run it as root)";
  if (powers.in_user_namespace)
    return "root of a user namespace has no power over the kernel (run it as root of the machine, outside of unshare "
           "-U and "
           "rootless containers)";
  if (powers.has_seccomp_filter)
    return "the capabilities are there, but a seccomp filter is in force, which probably forbids bpf(2) (a container "
           "needs "
           "--privileged, or a profile that permits it)";
  if (powers.lockdown == "integrity" || powers.lockdown == "confidentiality")
    return "the capabilities are there, but the kernel is locked down: " + powers.lockdown +
           " (lockdown= on its command line, or Secure Boot)";
  return "the capabilities are there, but something else forbids bpf(2) (a security module: SELinux, AppArmor?)";
}

}  // namespace trace
