// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/moment.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/base/text.h"
#include "common/cli/units.h"
#include "common/codec/json/time_text.h"

namespace trace {
namespace {

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  return failure == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

}  // namespace

Result<Moment> parse_moment(std::string_view text) {
  if (text.starts_with('+')) {
    if (const auto after = parse_duration(text.substr(1))) {
      return Moment{static_cast<std::uint64_t>(after->count()), true};
    }
  } else if (!text.empty()) {
    const bool is_number = std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c); });
    if (const auto ns = is_number ? number_of(text) : json::parse_time(text)) return Moment{*ns, false};
  }
  return Error{Code::invalid, in_quotes(text) +
                                  " is no time (2026-11-26T14:03:11Z; +5m, after the beginning; or nanoseconds since "
                                  "the epoch)"};
}

}  // namespace trace
