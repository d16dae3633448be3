// SPDX-License-Identifier: Apache-2.0
// The system calls as the running kernel declares them: tracefs, events/syscalls/sys_enter_*/format.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace trace::kernel_tests {

struct KernelArgument {
  std::string type;  // as C declares it: "const char *"
  std::string name;
};

// By the name of the function in the kernel, without sys_.
using SyscallFormats = std::map<std::string, std::vector<KernelArgument>, std::less<>>;

// Empty if the kernel was built without them (CONFIG_FTRACE_SYSCALLS), or tracefs cannot be mounted.
SyscallFormats read_syscall_formats();

}  // namespace trace::kernel_tests
