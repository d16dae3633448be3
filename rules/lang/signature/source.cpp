// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/source.h"

#include <algorithm>

namespace trace {
namespace {

std::string_view line_of(std::string_view text, std::uint32_t number) {
  for (; number > 1; --number)
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return text.substr(0, text.find('\n'));
}

}  // namespace

Error SourceFile::error(Position at, std::string_view message) const {
  std::string out = name;
  if (at.line == 0) return {Code::invalid, out.append(": ").append(message)};
  out += ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
  out.append(message);
  if (text.empty()) return {Code::invalid, out};
  const std::string_view line = line_of(text, at.line);
  out.append("\n  ").append(line).append("\n  ");
  // A tab stays one, so that the caret stands under its byte whatever a tab is on the terminal.
  for (std::size_t i = 0; i + 1 < at.column; ++i)
    out += i < line.size() && line[i] == '\t' ? '\t' : ' ';
  return {Code::invalid, out + "^"};
}

}  // namespace trace
