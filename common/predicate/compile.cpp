// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/compile.h"

#include "common/predicate/either_path.h"
#include "common/predicate/simplify.h"

namespace trace {

Result<Program, Fault> compile(const Expr& expr, const EventSpec& event, Patterns* patterns) {
  TRY_ASSIGN(Formula formula, resolve(expr, event, patterns));
  return Program(simplify(with_either_path(std::move(formula), event)), event);
}

}  // namespace trace
