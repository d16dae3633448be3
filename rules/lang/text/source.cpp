// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/source.h"

#include <algorithm>

#include "common/base/printable.h"
#include "common/base/text.h"

namespace trace {
namespace {

std::string_view line_of(std::string_view text, std::uint32_t number) {
  for (; number > 1; --number) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return text.substr(0, text.find('\n'));
}

// The line, or so much of it around the column as can be looked at, and a caret below the column.
std::string with_caret(std::string_view line, std::size_t column) {
  constexpr std::size_t kBefore = 100, kShown = 160;
  std::size_t at = std::min(column - 1, line.size());
  std::string start;
  if (at > kBefore && line.size() > kShown) {
    std::size_t skipped = at - kBefore;
    while (skipped < at && continues_utf8(line[skipped])) ++skipped;
    line.remove_prefix(skipped);
    at -= skipped;
    start = "...";
  }
  const bool is_cut = line.size() > kShown;
  line = beginning_of(line, kShown);
  std::string out = "\n  " + start + printable(line, Blanks::tabs) + (is_cut ? "..." : "") + "\n  ";
  out.append(start.size(), ' ');
  // A blank for each character before the caret. A tab stays one, so that the caret is right whatever a tab is on the
  // terminal.
  for (const char c : printable(line.substr(0, at), Blanks::tabs)) {
    if (!continues_utf8(c)) out += c == '\t' ? '\t' : ' ';
  }
  return out + "^";
}

}  // namespace

Error SourceFile::error(Position at, std::string_view message) const {
  constexpr std::size_t kMessageMax = 400;
  std::string out = printable(name);
  if (at.line > 0) out += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  out += ": " + printable(beginning_of(message, kMessageMax));
  if (message.size() > kMessageMax) out += "...";
  if (at.line == 0 || text.empty()) return {Code::invalid, out};
  std::string_view line = line_of(text, at.line);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return {Code::invalid, out + with_caret(line, at.column)};
}

}  // namespace trace
