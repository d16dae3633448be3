// SPDX-License-Identifier: Apache-2.0
// What is said of the seals of a recording: its key, and anchors.
#pragma once

#include <memory>

#include "collector/cli/options.h"
#include "common/base/system_log.h"
#include "common/seal/sealing_encoder.h"

namespace trace {

// Where anchors go: to the log of the system, if there is one, else to standard error.
using AnchorLog = std::shared_ptr<SystemLog>;

// Of an output that is sealed.
SealsTold seals_told(const OutputSpec& spec, const CommandLine& options, AnchorLog log);

}  // namespace trace
