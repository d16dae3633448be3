// SPDX-License-Identifier: Apache-2.0
// A file that a process has mapped to execute it, while it has.
//
// It is opened by /proc/PID/map_files, which leads to the file itself: its name may be gone, or be another's by now.
#pragma once

#include <sys/types.h>

#include "collector/capture/held_file.h"
#include "common/seam/captured.h"

namespace trace {

// Of files in no file system (memfd_create(2)) only the inode is compared. False: the process has ended, or has it mapped no more; the file is in a file system of a network or of
// FUSE, which are not asked since the answer may never come; we may not (CAP_SYS_ADMIN).
bool open_mapped_file(pid_t pid, const wire_file_key& key, bool in_memory, HeldFile& file);

}  // namespace trace
