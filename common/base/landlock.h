// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "common/base/result.h"

namespace trace {

// From now on this process makes, removes and opens for writing only what is below these folders, or is one of these files (descriptors,
// O_PATH is enough), whatever its user may: landlock(7). What it reads is not narrowed, nor what is open already; but /proc/PID of others is
// closed as for ptrace(2). Nothing changes where the kernel has no Landlock of Linux 5.19 or later, before which nothing could be linked
// or renamed into another folder. It gains no privilege any more, by exec either. Errors: denied.
Status write_only_below(std::span<const int> places);

}  // namespace trace
