// SPDX-License-Identifier: Apache-2.0
// The patterns of conditions that are loaded together: each is compiled once, however many tests and events have it, and all that is
// compiled has a bound. A short pattern may become a large program: (\pL{30}|\pN{30}){5} has 213,914 instructions.
//
// *Rejected:* to estimate it from the text, as rules/lang/text/growth.h does for what is not compiled; to know it is to compile it.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <tuple>

#include "common/base/result.h"
#include "common/predicate/atom.h"

namespace trace {

class Patterns {
 public:
  static constexpr std::size_t kBytesMax = std::size_t{64} << 20;

  explicit Patterns(std::size_t bytes_max = kBytesMax) : bytes_max_(bytes_max) {}

  // REQUIRES: the operator compiles its literals. Errors: of the operator; invalid, if there is no room for it.
  Result<CompiledLiteral> compile(Op op, const std::string& literal, bool ignore_case);

 private:
  std::map<std::tuple<Op, bool, std::string>, CompiledLiteral> known_;
  std::size_t bytes_ = 0;
  std::size_t bytes_max_;
};

}  // namespace trace
