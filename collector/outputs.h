// SPDX-License-Identifier: Apache-2.0
// The outputs that the command line asks for.
#pragma once

#include <memory>
#include <vector>

#include "collector/cli/options.h"
#include "collector/pipeline/output.h"

namespace trace {

struct OpenedOutputs {
  std::vector<Output> outputs;
  std::shared_ptr<Broker> broker;  // of recordings of several files and of FIFOs; null if there is none
};

// Errors: of the first that cannot be opened.
Result<OpenedOutputs> open_outputs(const CommandLine& options);

}  // namespace trace
