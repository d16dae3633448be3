// SPDX-License-Identifier: Apache-2.0
#include "common/base/near_name.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace trace {
namespace {

// Nobody misspells what is longer, and to compare two words takes the square of it.
constexpr std::size_t kLongest = 256;

// The characters of a text, as bits; some share one.
std::uint64_t characters_of(std::string_view text) {
  std::uint64_t set = 0;
  for (const char c : text) set |= std::uint64_t{1} << (static_cast<unsigned char>(c) % 64);
  return set;
}

// An edit brings at most one character, and takes at most one away.
std::size_t edits_at_least(std::uint64_t characters, std::uint64_t others) {
  return static_cast<std::size_t>(std::max(std::popcount(characters & ~others), std::popcount(others & ~characters)));
}

struct Rows {
  std::vector<std::size_t> before, last, now;
};

// Optimal string alignment distance. rows: for reuse.
std::size_t distance(std::string_view a, std::string_view b, Rows& rows) {
  auto& [before, last, now] = rows;
  for (auto* row : {&before, &last, &now}) row->resize(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min(std::min(last[j], now[j - 1]) + 1, last[j - 1] + change);
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::string_view near_name(std::string_view word, std::span<const std::string_view> known) {
  if (word.size() > kLongest) return {};
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(1, std::min<std::size_t>(3, word.size() / 3)) + 1;
  const std::uint64_t characters = characters_of(word);
  Rows rows;
  for (const std::string_view name : known) {
    const std::size_t shortest = std::min(word.size(), name.size());
    const std::size_t longest = std::max(word.size(), name.size());
    if (longest - shortest >= least) continue;  // it takes as many edits at least
    if (edits_at_least(characters, characters_of(name)) >= least) continue;
    const std::size_t edits = distance(word, name, rows);
    if (edits < least) {
      least = edits;
      nearest = name;
    }
  }
  return nearest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view name = near_name(word, known);
  return name.empty() ? std::string() : " (did you mean \"" + std::string(name) + "\"?)";
}

}  // namespace trace
