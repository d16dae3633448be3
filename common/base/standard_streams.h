// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

// Takes the numbers of standard streams that are closed, so that no file opened later gets them and
// is then read or written in their place. Such a stream fails is_usable(). REQUIRES: nothing was
// opened yet.
void hold_standard_streams();

// Whether the descriptor is open for what a standard stream of that number is for.
bool is_usable(int standard_stream);

// A descriptor of its own for standard output. Errors: io, if that is closed.
Result<UniqueFd> standard_output();

}  // namespace trace
