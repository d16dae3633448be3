// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/near_name.h"

#include <algorithm>
#include <numeric>

namespace trace {
namespace {

// Edits (insert, delete, replace, swap of neighbours) that make `from` into `to`.
std::size_t edits_between(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before(to.size() + 1);
  std::vector<std::size_t> above(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replace = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[to.size()];
}

}  // namespace

std::string quoted(std::string_view text) {
  return std::string("\"").append(text).append("\"");
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates) {
  // A third of the letters may be wrong; more than that is another word.
  std::size_t best = std::max<std::size_t>(1, name.size() / 3) + 1;
  std::string_view nearest;
  for (const std::string_view candidate : candidates) {
    const std::size_t edits = edits_between(name, candidate);
    if (edits < best) {
      best = edits;
      nearest = candidate;
    }
  }
  if (nearest.empty()) return {};
  return " (did you mean " + quoted(nearest) + "?)";
}

}  // namespace trace
