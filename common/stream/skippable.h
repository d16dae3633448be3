// SPDX-License-Identifier: Apache-2.0
// Skippable frames of Zstandard (RFC 8878, section 3.1.2): a seal, or a table to seek by, that a recording may hold beside its
// events.
#pragma once

#include "common/base/result.h"
#include "common/stream/input.h"

namespace trace {

// Consumes those at the beginning of data(). False: the input ends within one. Errors: of the source.
Result<bool> pass_skippable_frames(Input& input);

}  // namespace trace
