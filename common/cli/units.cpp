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

template <std::size_t n>
std::optional<std::uint64_t> parse_with_unit(std::string_view text, const std::array<Unit, n>& units) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc()) return std::nullopt;
  const std::string_view suffix(stopped, static_cast<std::size_t>(end - stopped));
  for (const Unit& unit : units) {
    if (unit.suffix != suffix) continue;
    // Nothing that is measured here is longer than the 292 years of 63 bits of nanoseconds.
    if (number > std::numeric_limits<std::int64_t>::max() / unit.factor) return std::nullopt;
    return number * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

Result<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  const auto time_ns = parse_with_unit(text, kTimes);
  if (!time_ns || *time_ns == 0) {
    return Error{Code::invalid, "invalid time: " + in_quotes(text) + " (as 500ms, 10s, 2m or 1h)"};
  }
  return std::chrono::nanoseconds(*time_ns);
}

Result<std::uint64_t> parse_size(std::string_view text) {
  const auto bytes = parse_with_unit(text, kSizes);
  if (!bytes) return Error{Code::invalid, "invalid size: " + in_quotes(text) + " (as 8388608, 512k, 16M, 1G)"};
  return *bytes;
}

}  // namespace trace
