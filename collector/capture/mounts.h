// SPDX-License-Identifier: Apache-2.0
// The mounts of a mount namespace, and which of their file systems can be asked to hold what is executed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace {

struct Mount {
  std::uint64_t id = 0;                // the first number of its line
  std::string point;                   // where it is mounted, seen from the root of the process
  std::uint32_t major = 0, minor = 0;  // of its file system
  std::string type;                    // "ext4"
};

// What a file of the form of /proc/PID/mountinfo says (proc(5)). Lines that are not understood are left out.
std::vector<Mount> parse_mounts(std::string_view mountinfo);

// Those of a process, by the name of its folder in /proc: a number, or "self". None, if they may not be looked at.
std::vector<Mount> mounts_of(const std::string& process);

// Whether it is a file system on this machine. To look at one of a network, or of FUSE, may hang whoever looks; one of the
// kernel, as proc, has nothing that is executed.
bool is_local(const Mount& mount);
// Whether the device, as the kernel has it, is mounted in the mount namespace of a process, and local there. None: the process has ended,
// or may not be looked at.
std::optional<bool> is_on_local_mount(pid_t pid, std::uint32_t dev);
// The mount through which a file was opened (/proc/self/fdinfo). Its file system is not asked, so it cannot keep us waiting.
std::optional<std::uint64_t> mount_id_of(int fd);

}  // namespace trace
