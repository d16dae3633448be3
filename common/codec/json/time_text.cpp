// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/time_text.h"

#include <array>
#include <chrono>

#include "common/base/text.h"

namespace trace::json {
namespace {

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

// Takes a number of so many digits from the front.
std::optional<std::uint64_t> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  std::uint64_t number = 0;
  for (; digits > 0; --digits, text.remove_prefix(1)) {
    if (!is_digit(text.front())) return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(text.front() - '0');
  }
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || lower(text.front()) != lower(c)) return false;
  text.remove_prefix(1);
  return true;
}

// What is after the point of a second, in ns; digits beyond are cut off.
std::optional<std::uint64_t> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  std::uint64_t ns = 0;
  std::uint64_t unit = kNsPerSecond / 10;
  bool has_any = false;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), unit /= 10, has_any = true) {
    ns += static_cast<std::uint64_t>(text.front() - '0') * unit;
  }
  return has_any ? std::optional(ns) : std::nullopt;
}

// East of UTC.
std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  using namespace std::chrono;
  if (take(text, 'Z')) return minutes(0);
  const bool is_west = !text.empty() && text.front() == '-';
  if (!is_west && (text.empty() || text.front() != '+')) return std::nullopt;
  text.remove_prefix(1);
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  const minutes offset(static_cast<int>(*hour * 60 + *minute));
  return is_west ? -offset : offset;
}

}  // namespace

std::optional<std::uint64_t> parse_time(std::string_view text) {
  using namespace std::chrono;
  std::array<std::uint64_t, 6> part{};
  constexpr std::string_view kAfter = "--T::";
  for (std::size_t i = 0; i < part.size(); ++i) {
    const auto number = take_number(text, i == 0 ? 4 : 2);
    if (!number) return std::nullopt;
    part.at(i) = *number;
    if (i == kAfter.size()) break;
    if (!take(text, kAfter[i]) && !(kAfter[i] == 'T' && take(text, ' '))) return std::nullopt;
  }
  const auto fraction = take_fraction(text);
  const auto offset = fraction ? take_offset(text) : std::nullopt;
  const year_month_day date{year(static_cast<int>(part[0])), month(static_cast<unsigned>(part[1])),
                            day(static_cast<unsigned>(part[2]))};
  const bool is_time = part[3] < 24 && part[4] < 60 && part[5] <= 60;  // a leap second is the first one of what follows
  if (!offset || !text.empty() || !date.ok() || !is_time) return std::nullopt;
  const auto time = sys_days(date) + hours(part[3]) + minutes(part[4]) + seconds(part[5]) - *offset;
  constexpr std::uint64_t kSecondsMax = UINT64_MAX / kNsPerSecond - 1;
  const auto since = time.time_since_epoch().count();
  if (since < 0 || static_cast<std::uint64_t>(since) > kSecondsMax) return std::nullopt;
  return static_cast<std::uint64_t>(since) * kNsPerSecond + *fraction;
}

}  // namespace trace::json
