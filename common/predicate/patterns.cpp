// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/patterns.h"

#include "common/base/text.h"
#include "common/predicate/operators.h"

namespace trace {

Result<CompiledLiteral> Patterns::compile(Op op, const std::string& literal, bool ignore_case) {
  std::tuple key(op, ignore_case, literal);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  TRY_ASSIGN(CompiledLiteral compiled, operator_of(op).compile(literal, ignore_case));
  if (compiled.size_bytes > bytes_max_ - bytes_) {
    return Error{Code::invalid, "there is no room for " + in_quotes(literal) +
                                    ": with it, all patterns together are compiled to more than " +
                                    std::to_string(bytes_max_) + " bytes"};
  }
  bytes_ += compiled.size_bytes;
  return known_.emplace(std::move(key), std::move(compiled)).first->second;
}

}  // namespace trace
