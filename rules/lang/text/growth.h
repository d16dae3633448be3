// SPDX-License-Identifier: Apache-2.0
// What conditions grow to, so that a small file cannot take all memory: each test gets a copy of the lists that it names, and each
// event of a rule a copy of its condition; and texts that are searched for become automata with a row for each of their
// bytes (common/predicate/literal_matcher.h). What patterns become is in an account of its own (common/predicate/patterns.h). Counted over all that is loaded together, before it is made.
#pragma once

#include <bitset>
#include <cstddef>

#include "common/predicate/expr.h"

namespace trace {

class Growth {
 public:
  static constexpr std::size_t kTestsMax = 1'000'000;               // that are parsed, with macros put in
  static constexpr std::size_t kBytesMax = std::size_t{192} << 20;  // that conditions become, estimated

  static constexpr std::size_t kMacroBytesMax = std::size_t{64} << 20;  // of macros, once for each use

  // A test is parsed. False: it is one too many.
  bool add_test() { return ++tests_ <= kTestsMax; }
  // A macro of that many bytes is put in, before it is parsed. False: it is one too many.
  bool add_macro(std::size_t bytes) { return (macro_bytes_ += bytes) <= kMacroBytesMax; }
  // A condition is compiled for an event. False: there is not the room for it.
  bool add(const Expr& condition);
  // As many bytes as add() counts for one literal.
  static std::size_t size_of(const Literal& literal);

 private:
  void count(const Test& test);

  std::size_t tests_ = 0;
  std::size_t macro_bytes_ = 0;
  std::size_t bytes_ = 0;
  std::size_t searched_ = 0;  // bytes of texts that are searched for
  std::bitset<256> letters_;  // in them
};

}  // namespace trace
