// SPDX-License-Identifier: Apache-2.0
#include "collector/show/wrapped.h"

#include <algorithm>

namespace trace {

void append_wrapped(std::string_view text, std::size_t indent, std::string& out) {
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (column > indent && column + 1 + end > kLineWidth) {
      out.append("\n").append(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out.append(text.substr(0, end));
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out += '\n';
}

}  // namespace trace
