// SPDX-License-Identifier: Apache-2.0
// From an expression to a program that runs: resolve, take either path, simplify, emit. The one way to a Program: command line and rules
// take it.
#pragma once

#include "common/base/result.h"
#include "common/predicate/expr.h"
#include "common/predicate/patterns.h"
#include "common/predicate/program.h"

namespace trace {

// Patterns are compiled by `patterns`, which those of other conditions may share; null: by themselves. Errors: as resolve() has them. Who shows the source, shows it at error().position; who has none, says
// error().error().
Result<Program, Fault> compile(const Expr& expr, const EventSpec& event, Patterns* patterns = nullptr);

}  // namespace trace
