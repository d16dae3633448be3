// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace trace {

// Returns the inode number of the host's mount namespace, that of process 1; 0 if it may not be
// read, or cannot be seen from inside a container.
std::uint64_t host_mount_namespace();
// The collector's own; 0 if it cannot be read.
std::uint64_t own_mount_namespace();

}  // namespace trace
