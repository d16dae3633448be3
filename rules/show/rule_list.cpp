// SPDX-License-Identifier: Apache-2.0
#include "rules/show/rule_list.h"

#include <algorithm>
#include <array>
#include <set>

#include "common/base/printable.h"

namespace trace {
namespace {

using Row = std::array<std::string, 6>;

std::string joined(const std::set<std::string_view>& names) {
  std::string out;
  for (const std::string_view name : names) out.append(out.empty() ? "" : ",").append(name);
  return out;
}

std::string techniques_of(const Metadata& rule) {
  std::set<std::string_view> ids;
  for (const Technique& technique : rule.techniques) ids.insert(technique.external_id);
  ids.erase("");
  return ids.empty() ? "-" : printable(joined(ids));
}

}  // namespace

std::string rule_list(const SelectedSignatures& selected) {
  auto events = selected.events();
  std::vector<Row> rows{{"ID", "NAME", "SEVERITY", "ATT&CK", "TITLE", "EVENTS"}};
  for (const Metadata* rule : selected.metadata()) {
    rows.push_back({printable(rule->id), printable(rule->name), std::string(name_of(rule->severity)),
                    techniques_of(*rule), printable(rule->title), joined(events[rule])});
  }
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths.at(i) = std::max(widths.at(i), characters_of(row.at(i)));
  }
  std::string out;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      out.append(row.at(i)).append(widths.at(i) - characters_of(row.at(i)) + 2, ' ');
    }
    out += row.back() + "\n";
  }
  return out;
}

}  // namespace trace
