// SPDX-License-Identifier: Apache-2.0
// The outputs that the command line asks for.
#pragma once

#include <vector>

#include "collector/cli/options.h"
#include "collector/pipeline/output.h"

namespace trace {

// Errors: of the first that cannot be opened.
Result<std::vector<Output>> open_outputs(const CommandLine& options);

}  // namespace trace
