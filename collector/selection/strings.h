// SPDX-License-Identifier: Apache-2.0
// A condition on text: what is left of any number of "=" and "!=" on one name.
//
//   a text passes when   (no = was given, or one pattern matches)   and   no != pattern matches
//
//   abc    exactly that          abc*   begins with it
//   *abc   ends with it          *abc*  has it somewhere
//
// A "*" elsewhere is a star: "a*b" is those three characters, and "***" has a star somewhere. So is "\*" at either end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collector/selection/condition.h"
#include "common/base/result.h"
#include "common/predicate/expr.h"

namespace trace {

struct Pattern {
  enum class Kind : std::uint8_t { exact, prefix, suffix, infix };
  Kind kind = Kind::exact;
  std::string text;  // without the stars

  bool matches(std::string_view value) const;
  bool operator==(const Pattern&) const = default;
};

// Errors: "*" and "**", which everything matches.
Result<Pattern> parse_pattern(std::string_view text);

struct Strings {
  std::vector<Pattern> equal;
  std::vector<Pattern> not_equal;
  std::vector<std::string> cut;  // values as they were given, which are longer than any text that is compared

  bool empty() const { return equal.empty() && not_equal.empty(); }
  bool exact() const;  // no pattern has a star: a table of whole texts decides it
  bool contains(std::string_view value) const;
  bool is_impossible() const;  // no text passes, as far as whole texts tell

  // Narrows by one more comparison with texts of at most `most` bytes (0: any number): a longer value is cut as those are.
  // Errors: < > <= >=, patterns as in parse_pattern, and an end or a piece that is longer than any text.
  Status add(const Condition& condition, std::size_t most);
};

// For the user: a value that was cut.
std::string cut_note(std::string_view field, std::string_view value);

// The same as a predicate over `field`; true for an absent field only if `strings` is empty.
Expr strings_expr(const std::string& field, const Strings& strings);
// True if any of the patterns matches.
Expr patterns_expr(const std::string& field, const std::vector<Pattern>& patterns);

}  // namespace trace
