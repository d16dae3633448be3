// SPDX-License-Identifier: Apache-2.0
// Reads a command line by the table of its flags. Only parse.cpp knows the library that splits it into words.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/cli/flag.h"

namespace trace {

struct ParsedFlags {
  std::map<std::string, std::vector<std::string>, std::less<>> values;  // by name, in the order given; "": left out
  std::vector<std::string> operands;
  std::optional<std::vector<std::string>> after_dashes;  // the words after "--", if that was there
  std::optional<std::string> topic;                      // some flag had the value "help": what to print

  bool has(std::string_view flag) const { return values.contains(flag); }
  // Empty if it was not given.
  const std::vector<std::string>& all(std::string_view flag) const;
  // Null if it was not given.
  const std::string* last(std::string_view flag) const;
};

// Errors: an unknown flag, with a near one; a missing or unwanted value; a word that is no operand.
Result<ParsedFlags> parse_flags(const ProgramFlags& program, int argc, const char* const* argv);

// One of the words that a value can be. Errors: `what`, the text and the near one, or all if none is near.
Error unknown_word(std::string_view what, std::string_view text, std::span<const std::string_view> known);

}  // namespace trace
