// SPDX-License-Identifier: Apache-2.0
// Writes the events of a recording in another layout: json_layouts LAYOUT <IN >OUT
#include "tests/support/json_layouts.h"

#include <algorithm>
#include <cstdio>
#include <iostream>

int main(int argc, char** argv) {
  const auto layouts = trace::json_layouts();
  if (argc != 2 || std::find(layouts.begin(), layouts.end(), argv[1]) == layouts.end()) {
    std::fputs("usage: json_layouts LAYOUT <IN >OUT; LAYOUT is one of:\n", stderr);
    for (const std::string_view name : layouts) std::fprintf(stderr, "  %s\n", std::string(name).c_str());
    return 2;
  }
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    if (line.starts_with("{\"loss\"") || line.starts_with("{\"totals\"")) continue;
    const std::string out = trace::in_layout(argv[1], line) + '\n';
    std::fwrite(out.data(), 1, out.size(), stdout);
  }
  return 0;
}
