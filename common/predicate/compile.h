// SPDX-License-Identifier: Apache-2.0
// From an expression to a program that runs: resolve, simplify, emit.
#pragma once

#include "common/base/result.h"
#include "common/predicate/expr.h"
#include "common/predicate/program.h"

namespace trace {

// Errors: invalid, as resolve() has them; "line:column: " stands first if the expression has
// positions.
Result<Program> compile(const Expr& expr, const EventSpec& event);

}  // namespace trace
