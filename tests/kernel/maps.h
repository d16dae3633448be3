// SPDX-License-Identifier: Apache-2.0
// The maps of a running collector, as any process with CAP_SYS_ADMIN can open them.
#pragma once

#include <linux/bpf.h>
#include <unistd.h>

#include <string_view>
#include <vector>

#include "common/base/unique_fd.h"

namespace trace::kernel_tests {

struct OpenMap {
  unsigned id = 0;
  bool is_frozen = false;
};

// The maps of a process, by its descriptors (Documentation/filesystems/proc.rst: fdinfo).
std::vector<OpenMap> maps_of(pid_t pid);

int bpf(int command, bpf_attr& attr);
int open_map(unsigned id);
bpf_map_info info_of(int fd);

// The map of that name; none if the process has none.
UniqueFd find_map(pid_t pid, std::string_view name);

}  // namespace trace::kernel_tests
