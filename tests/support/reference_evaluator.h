// SPDX-License-Identifier: Apache-2.0
// The obvious evaluator of an Expr: no resolving ahead, no compiling, no sharing. Slow; tests hold
// Program and Index against it.
#pragma once

#include "common/event/event.h"
#include "common/predicate/expr.h"

namespace trace {

// REQUIRES: the expression resolves for the event; its fields are plain names, NAME[i], lower(NAME)
// or basename(NAME).
bool reference_holds(const Expr& expr, const Event& event);

}  // namespace trace
