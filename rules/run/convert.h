// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/cli/options.h"

namespace trace {

// Writes recordings in another format. Returns the exit status.
int convert(const EngineOptions& options);

}  // namespace trace
