// SPDX-License-Identifier: Apache-2.0
// What each operator of common/catalog/ops.def does.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/predicate/atom.h"

namespace trace {

struct Operator {
  // Whether one value passes; nullptr if the operator takes no such values.
  bool (*number)(const Atom& atom, Number value) = nullptr;
  bool (*text)(const Atom& atom, std::string_view value) = nullptr;
  // Two fields can be compared by it, if this is there: whether this order passes.
  bool (*order)(std::strong_ordering order) = nullptr;
  // Makes what atom.compiled holds of a literal, which the text function then uses.
  Result<CompiledLiteral> (*compile)(const std::string& literal, bool ignore_case) = nullptr;
  // Why the literal makes no sense, as "LITERAL ... FIELD", or nothing.
  std::string_view (*refusal)(const Operand& literal) = nullptr;
};

const Operator& operator_of(Op op);

}  // namespace trace
