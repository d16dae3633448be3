// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/compile.h"

#include "common/predicate/simplify.h"

namespace trace {

Result<Program> compile(const Expr& expr, const EventSpec& event) {
  std::variant<Formula, Fault> resolved = resolve(expr, event);
  if (const auto* fault = std::get_if<Fault>(&resolved)) {
    const Position at = fault->position;
    const std::string where = at.line == 0 ? "" : std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
    return Error{Code::invalid, where + fault->message};
  }
  return Program(simplify(std::move(*std::get_if<Formula>(&resolved))), event);
}

}  // namespace trace
