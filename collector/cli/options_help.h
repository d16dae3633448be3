// SPDX-License-Identifier: Apache-2.0
// The texts of --help and of "--FLAG help".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trace {

// One flag of the command line. The parser and the help text are made of the same list.
struct Flag {
  std::string_view group;  // heading; empty: not shown
  char letter;             // 0: none
  std::string_view name;
  std::string_view argument;  // empty: takes none
  std::string_view doc;
};

std::span<const Flag> flags();

std::string help_text();
// What "--trace help" prints, for trace, events, scope and output; nothing for the others.
std::optional<std::string> topic_text(std::string_view flag);

}  // namespace trace
