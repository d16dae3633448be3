// SPDX-License-Identifier: Apache-2.0
// Splits one flag value into its parts. Every grammar of the command line is made of these:
//
//   condition  := name [ operator value ("," value)* ]
//   operator   := a COMPARISON of common/catalog/ops.def
//   value      := any characters but a comma | quoted
//   quoted     := '"' characters '"', in which a comma and blanks are as any other; \" is a quote and \\ a backslash;
//               | "'" characters "'", in which a backslash is one, too. "" is the empty text
//
// The name ends at the first of = ! < >. Tracee lets an empty value through in some places and
// falls over it in others, and reads "==x" as a comparison with "=x"; here both are errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/catalog/ops.h"

namespace trace {

// Views into the flag it was split from, but for the values.
struct Condition {
  std::string_view text;  // the whole of it
  std::string_view name;
  std::optional<Comparison> comparison;  // none: the name stands alone
  std::string_view operator_text;
  std::vector<std::string> values;  // without quotes; empty if quoted so
};

Result<Condition> split_condition(std::string_view text);

// Splits at every comma that is not in quotes, and takes off the quotes. Errors: an empty element, a quote that does not end.
Result<std::vector<std::string>> split_list(std::string_view text);

// The first of = ! < >, or npos.
std::size_t operator_position(std::string_view text);

}  // namespace trace
