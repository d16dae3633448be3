// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/cli/options.h"

namespace trace {

// Reads recordings, holds the signatures against them, and writes a page of HTML. Returns the exit status.
int report(const EngineOptions& options);

}  // namespace trace
