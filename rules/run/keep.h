// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/cli/options.h"

namespace trace {

// `trace-rules keep`: gives the files of a ring that overlap two times names in another folder. Returns the exit status.
int keep(const EngineOptions& options);

}  // namespace trace
