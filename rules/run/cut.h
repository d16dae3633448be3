// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/cli/options.h"

namespace trace {

// Takes out of recordings what was asked for. Returns the exit status.
int cut(const EngineOptions& options);

}  // namespace trace
