// SPDX-License-Identifier: Apache-2.0
#include "common/cli/manual.h"

namespace trace {
namespace {

// In mdoc(7) "--name" is the flag "-name".
std::string item(const Flag& flag) {
  std::string out = ".It ";
  if (flag.letter != 0) out.append("Fl ").append(1, flag.letter).append(" , ");
  out.append("Fl -").append(flag.name);
  if (flag.value.empty()) return out + "\n";
  if (!value_is_optional(flag)) return out.append(" Ar ").append(flag.value).append("\n");
  return out.append(" Op Ar ").append(flag.value.substr(1, flag.value.size() - 2)).append("\n");
}

}  // namespace

std::string manual_of_flags(const ProgramFlags& program) {
  std::string out;
  for (const Flag& flag : program.flags) {
    out.append(item(flag)).append(flag.manual);
    if (flag.repeats) out += "May be repeated.\n";
  }
  return out;
}

std::optional<std::string> with_items(std::string_view page, std::string_view table, std::string_view items) {
  const std::string name = "table of " + std::string(table) + ".\n";
  const std::string first = ".\\\" The items up to the next comment are made from the " + name;
  const std::size_t begin = page.find(first);
  const std::size_t end = page.find(".\\\" End of the " + name);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return std::nullopt;
  std::string out(page.substr(0, begin + first.size()));
  return out.append(items).append(page.substr(end));
}

}  // namespace trace
