// SPDX-License-Identifier: Apache-2.0
#include "common/cli/units.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();

struct Unit {
  std::string_view suffix;
  std::uint64_t factor;
};

constexpr auto kTimes = std::to_array<Unit>({
    {"", 1'000'000'000},
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
    {"d", 86'400'000'000'000},
});

constexpr auto kSizes = std::to_array<Unit>({
    {"", 1},
    {"k", 1 << 10},
    {"K", 1 << 10},
    {"m", 1 << 20},
    {"M", 1 << 20},
    {"g", 1 << 30},
    {"G", 1 << 30},
});

// A number and its unit, off the front of the text.
template <std::size_t n>
std::optional<std::uint64_t> take_with_unit(std::string_view& text, const std::array<Unit, n>& units) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stopped - text.data()));
  const std::string_view suffix = text.substr(0, text.find_first_of("0123456789"));
  text.remove_prefix(suffix.size());
  for (const Unit& unit : units) {
    if (unit.suffix != suffix) continue;
    // Nothing that is measured here is longer than the 292 years of 63 bits of nanoseconds.
    if (number > kMax / unit.factor) return std::nullopt;
    return number * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

Result<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  std::uint64_t sum = 0;
  std::string_view rest = text;
  do {
    const auto part = take_with_unit(rest, kTimes);
    if (!part || *part > kMax - sum) {
      sum = 0;
      break;
    }
    sum += *part;
  } while (!rest.empty());
  if (sum == 0) return Error{Code::invalid, "invalid time: " + in_quotes(text) + " (as 500ms, 10s, 2m or 1h30m)"};
  return std::chrono::nanoseconds(sum);
}

Result<std::uint64_t> parse_size(std::string_view text) {
  std::string_view rest = text;
  const auto bytes = take_with_unit(rest, kSizes);
  if (!bytes || !rest.empty())
    return Error{Code::invalid, "invalid size: " + in_quotes(text) + " (as 8388608, 512k, 16M, 1G)"};
  return *bytes;
}

}  // namespace trace
