// SPDX-License-Identifier: Apache-2.0
// Scopes in the words of the kernel side: what it can decide before an event is made.
#pragma once

#include "collector/plan/request.h"
#include "collector/selection/scopes.h"
#include "common/base/result.h"

namespace trace {

// Sets request.settings, numbers and names. What the kernel cannot decide (patterns with a star, executables, ids of
// containers, processes from before) is left to scopes_expr(), which is evaluated in any case.
Status apply_scopes(const Scopes& scopes, ProgramsRequest& request);

}  // namespace trace
