// SPDX-License-Identifier: Apache-2.0
// A command line as a table. One row is a flag, and everything that is said of it stands there: parsing (parse.h), --help
// (help.h), completion in bash (completion.h) and the OPTIONS section of the man page (manual.h) are made from the rows.
//
// To add a flag: a row in collector/cli/flags.cpp or rules/cli/flags.cpp, and the line in options.cpp that uses its value.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace trace {

struct Flag {
  std::string_view group = "";       // its heading in --help; rows of one group stand together
  char letter = 0;                   // 0: none
  std::string_view name = "";        // without dashes
  std::string_view value = "";       // what the value is called; "": there is none; "[FORMAT]": it may be left out
  bool repeats = false;              // every value counts; otherwise the last one does
  std::string_view help = "";        // one line
  std::string_view manual = "";      // mdoc(7)
  std::string (*words)() = nullptr;  // completion: what the value can be, separated by blanks
  std::string_view completer = "";   // completion: a bash function instead, one of ProgramFlags::functions
  std::string (*topic)() = nullptr;  // what the value "help" prints
};

struct ProgramFlags {
  std::string_view name = "";  // of the program
  std::span<const Flag> flags = {};
  std::string_view help_head = "";        // before the flags
  std::string_view help_tail = "";        // after them
  std::string_view operand = "";          // what a word without a flag is ("FILE"); "": there is none
  std::string_view no_operand_hint = "";  // for the message about such a word
  std::string_view functions = "";        // completion: the functions that rows name
  std::string (*variables)() = nullptr;   // completion: what those use
};

inline constexpr std::string_view kOptional = "[";
inline bool value_is_optional(const Flag& flag) {
  return flag.value.starts_with(kOptional);
}

}  // namespace trace
