// SPDX-License-Identifier: Apache-2.0
// trace-rules verify PATH...
#pragma once

#include "rules/cli/options.h"

namespace trace {

// Returns the exit status: 0 all is intact and complete, 1 intact as far as it goes or as it is sealed, or it could not be read,
// 2 there is no such path, 3 something was altered.
int verify(const EngineOptions& options);

}  // namespace trace
