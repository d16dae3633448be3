// SPDX-License-Identifier: Apache-2.0
// What trace-rules does, by command. Each returns the exit status: 0 fine, 1 reading or writing
// failed, 2 wrong usage or signatures.
#pragma once

#include "rules/cli/options.h"

namespace trace {

int run_command(const EngineOptions& options);

}  // namespace trace
