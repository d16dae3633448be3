// SPDX-License-Identifier: Apache-2.0
#include "common/cli/help.h"

#include <algorithm>

namespace trace {
namespace {

std::string left_side(const Flag& flag) {
  std::string side = flag.letter == 0 ? "      " : std::string("  -") + flag.letter + ", ";
  side.append("--").append(flag.name);
  if (!flag.value.empty()) side.append(" ").append(flag.value);
  return side;
}

}  // namespace

std::string help_text(const ProgramFlags& program) {
  std::size_t column = 0;
  for (const Flag& flag : program.flags) column = std::max(column, left_side(flag).size() + 2);
  std::string out(program.help_head);
  std::string_view group;
  for (const Flag& flag : program.flags) {
    if (flag.group != group) {
      group = flag.group;
      out.append("\n").append(group).append(":\n");
    }
    std::string side = left_side(flag);
    side.resize(column, ' ');
    out.append(side).append(flag.help).append("\n");
  }
  return out.append(program.help_tail);
}

}  // namespace trace
