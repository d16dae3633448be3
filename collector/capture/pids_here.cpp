// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/pids_here.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace trace {
namespace {

constexpr std::uint32_t kFirstPidNamespace = 0xEFFFFFFC;  // PROC_PID_INIT_INO of linux/proc_ns.h

std::uint32_t our_pid_namespace() {
  struct statx status {};
  ::statx(AT_FDCWD, "/proc/self/ns/pid", 0, STATX_INO, &status);
  return static_cast<std::uint32_t>(status.stx_ino);
}

}  // namespace

PidsHere::PidsHere() : pid_namespace_(our_pid_namespace()) {}

pid_t PidsHere::number_of(const Context& context) const {
  if (pid_namespace_ == kFirstPidNamespace) return static_cast<pid_t>(context.host_pid);
  return context.pidns == pid_namespace_ ? static_cast<pid_t>(context.pid) : 0;
}

}  // namespace trace
