// SPDX-License-Identifier: Apache-2.0
// What trace-ebpf is asked to do, from the command line to the parts that do the work.
#pragma once

#include "collector/cli/options.h"

namespace trace {

// Returns the exit status.
int run_task(const CommandLine& options);

}  // namespace trace
