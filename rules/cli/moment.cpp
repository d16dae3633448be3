// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/moment.h"

#include <array>
#include <charconv>
#include <chrono>
#include <optional>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

// Takes a number of so many digits from the front, or of any if `digits` is 0.
std::optional<std::uint64_t> take_number(std::string_view& text, std::size_t digits = 0) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size]) && (digits == 0 || size < digits)) ++size;
  std::uint64_t number = 0;
  if (size == 0 || (digits != 0 && size != digits)) return std::nullopt;
  if (std::from_chars(text.data(), text.data() + size, number).ec != std::errc()) return std::nullopt;
  text.remove_prefix(size);
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

// RFC 3339, section 5.6.
std::optional<std::uint64_t> take_date_time(std::string_view text) {
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

struct Unit {
  std::string_view name;
  std::uint64_t ns;
};
constexpr auto kUnits = std::to_array<Unit>({{"ms", 1'000'000},
                                             {"d", 86'400 * kNsPerSecond},
                                             {"h", 3'600 * kNsPerSecond},
                                             {"m", 60 * kNsPerSecond},
                                             {"s", kNsPerSecond}});

// Numbers with units, one after the other.
std::optional<std::uint64_t> take_duration(std::string_view text) {
  std::uint64_t sum = 0;
  do {
    const auto number = take_number(text);
    std::uint64_t unit_ns = 0;
    for (const Unit& unit : kUnits) {
      if (unit_ns == 0 && text.starts_with(unit.name)) {
        unit_ns = unit.ns;
        text.remove_prefix(unit.name.size());
      }
    }
    if (!number || unit_ns == 0 || *number > (UINT64_MAX - sum) / unit_ns) return std::nullopt;
    sum += *number * unit_ns;
  } while (!text.empty());
  return sum;
}

}  // namespace

Result<Moment> parse_moment(std::string_view text) {
  std::optional<std::uint64_t> ns;
  const bool is_relative = text.starts_with('+');
  if (is_relative) {
    ns = take_duration(text.substr(1));
  } else if (std::string_view rest = text; (ns = take_number(rest)) && !rest.empty()) {
    ns = take_date_time(text);
  }
  if (ns) return Moment{*ns, is_relative};
  return Error{Code::invalid, in_quotes(text) +
                                  " is no time (2026-11-26T14:03:11Z; +5m, after the beginning; or nanoseconds since "
                                  "the epoch)"};
}

}  // namespace trace
