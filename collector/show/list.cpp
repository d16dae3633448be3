// SPDX-License-Identifier: Apache-2.0
#include "collector/show/list.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

constexpr std::size_t kColumns = 3;
constexpr std::array<std::string_view, kColumns> kTitles = {"RULE", "SETS", "ARGUMENTS"};
constexpr std::array<std::size_t, kColumns> kWidthsLeast = {15, 15, 40};
constexpr std::size_t kWrapAt = 30;  // of a cell; a longer word stands alone

using Lines = std::vector<std::string>;
using Row = std::array<Lines, kColumns>;
using Widths = std::array<std::size_t, kColumns>;

std::string arguments_of(const EventSpec& event) {
  std::string text;
  for (const FieldSpec& field : event.fields) {
    if (!text.empty()) text += ", ";
    text.append(field.ctype).append(" ").append(field.name);
  }
  return text;
}

Lines wrapped(std::string_view text) {
  Lines lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const bool first = lines.back().empty();
    if (!first && lines.back().size() + 1 + end > kWrapAt) {
      lines.emplace_back();
    } else if (!first) {
      lines.back() += ' ';
    }
    lines.back().append(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Row row_of(const EventSpec& event, bool wide) {
  const std::string arguments = arguments_of(event);
  std::string sets(event.sets);
  if (const std::string not_on = not_on_text(event); !not_on.empty()) sets.append("; not on ").append(not_on);
  if (wide) return {Lines{std::string(event.name)}, Lines{sets}, Lines{arguments}};
  return {wrapped(event.name), wrapped(sets), wrapped(arguments)};
}

Widths widths_of(const std::vector<Row>& rows) {
  Widths widths = kWidthsLeast;
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      std::size_t& width = widths.at(column);
      if (row.at(column).size() > 1) width = std::max(width, kWrapAt);
      for (const std::string& line : row.at(column)) {
        width = std::max(width, line.size());
      }
    }
  }
  return widths;
}

void append_border(const Widths& widths, std::string& out) {
  for (const std::size_t width : widths) {
    out.append("+").append(width + 2, '-');
  }
  out += "+\n";
}

void append_line(const Widths& widths, const std::array<std::string_view, kColumns>& cells, std::string& out) {
  for (std::size_t column = 0; column < kColumns; ++column) {
    out.append("| ").append(cells.at(column)).append(widths.at(column) + 1 - cells.at(column).size(), ' ');
  }
  out += "|\n";
}

void append_row(const Widths& widths, const Row& row, std::string& out) {
  std::size_t height = 0;
  for (const Lines& lines : row) {
    height = std::max(height, lines.size());
  }
  for (std::size_t i = 0; i < height; ++i) {
    std::array<std::string_view, kColumns> cells;
    for (std::size_t column = 0; column < kColumns; ++column) {
      if (i < row.at(column).size()) cells.at(column) = row.at(column).at(i);
    }
    append_line(widths, cells, out);
  }
}

void append_section(std::string_view title, bool syscalls, bool wide, std::string& out) {
  std::vector<const EventSpec*> members;
  for (const EventSpec& event : events()) {
    if (event.is_syscall == syscalls) members.push_back(&event);
  }
  std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
  std::vector<Row> rows;
  rows.reserve(members.size());
  for (const EventSpec* event : members) {
    rows.push_back(row_of(*event, wide));
  }
  const Widths widths = widths_of(rows);
  out.append("\n").append(title).append("\n\n");
  append_border(widths, out);
  append_line(widths, kTitles, out);
  append_border(widths, out);
  for (const Row& row : rows) {
    append_row(widths, row, out);
    if (!wide) append_border(widths, out);
  }
  if (wide) append_border(widths, out);
}

}  // namespace

std::string not_on_text(const EventSpec& event) {
  std::string text;
  if (!event.is_syscall || event.syscall->unnamed) return text;
  for (const ArchitectureSpec& machine : kArchitectures) {
    if (event.syscall->number(machine.native) >= 0) continue;
    text.append(text.empty() ? "" : ", ").append(machine.name);
    if (event.syscall->number(machine.compat) >= 0) text += " (but for 32-bit programs)";
  }
  return text;
}

std::string events_table(bool wide) {
  std::string out =
      "Events that can be collected; --trace event=RULE, set=SET and RULE.ARGUMENT=VALUE select "
      "them.\nA system call that an architecture does not have can be selected there, and never comes.\n";
  append_section("Syscall Events", true, wide, out);
  append_section("Other Events", false, wide, out);
  return out;
}

}  // namespace trace
