// SPDX-License-Identifier: Apache-2.0
// The facts of other programs that tests compare with: tests/facts, a row a line, columns separated by tabs.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/source_file.h"

namespace trace {

using FactRow = std::vector<std::string>;

// The lines of a file of tests/facts that are not comments.
inline std::vector<std::string> read_fact_lines(const std::string& name) {
  std::ifstream file(source_file("tests/facts/" + name), std::ios::binary);
  REQUIRE(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) lines.push_back(line);
  }
  REQUIRE_FALSE(lines.empty());
  return lines;
}

inline std::vector<FactRow> read_facts(const std::string& name) {
  std::vector<FactRow> rows;
  for (const std::string& line : read_fact_lines(name)) {
    FactRow row;
    std::size_t begin = 0;
    for (std::size_t tab; (tab = line.find('\t', begin)) != std::string::npos; begin = tab + 1) {
      row.push_back(line.substr(begin, tab - begin));
    }
    row.push_back(line.substr(begin));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace trace
