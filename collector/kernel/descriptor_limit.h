// SPDX-License-Identifier: Apache-2.0
// Each program, link and map of BPF is an open file. Without room for them the kernel refuses a program somewhere in the
// middle, in words that tell of anything else.
#pragma once

#include "common/base/result.h"

namespace trace {

// Raises RLIMIT_NOFILE of this process to what all events need, if it is lower. A command that was started before keeps its
// own. Errors: Code::denied; it may not be raised (needs CAP_SYS_RESOURCE).
Status make_room_for_descriptors();

}  // namespace trace
