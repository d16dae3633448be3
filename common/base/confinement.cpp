// SPDX-License-Identifier: Apache-2.0
#include "common/base/confinement.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace trace {
namespace {

constexpr uid_t kNobody = 65534;  // user_namespaces(7): /proc/sys/kernel/overflowuid, and nobody everywhere
constexpr uid_t kRoot = 0;

Error denied(const char* what) {
  return {Code::denied, std::string(what) + ": " + std::strerror(errno)};
}

}  // namespace

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
  return denied("giving up capabilities");
}

Status become_nobody() {
  if (::geteuid() != kRoot) return ok();
  if (::setgroups(0, nullptr) != 0 || ::setresgid(kNobody, kNobody, kNobody) != 0 ||
      ::setresuid(kRoot, kNobody, kRoot) != 0) {
    return denied("becoming the user nobody");
  }
  return ok();
}

Status confine(const Confinement& confinement) {
  std::string failures;
  const auto note = [&](const Status& status) {
    if (!status) failures.append(failures.empty() ? "" : "; ").append(status.error().message);
  };
  note(become_nobody());
  note(drop_capabilities(confinement.effective, confinement.permitted));
  note(enter_sandbox(confinement.needs, confinement.call_name));
  return failures.empty() ? ok() : Status(Error{Code::unsupported, failures});
}

}  // namespace trace
