// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/time_text.h"

#include <charconv>
#include <chrono>

#include "common/base/text.h"

namespace trace::json {
namespace {

// Takes digits off the front of a text, and what has to follow them.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  std::optional<unsigned> number(std::size_t digits) {
    unsigned value = 0;
    if (rest_.size() < digits) return std::nullopt;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + digits, value);
    if (error != std::errc() || end != rest_.data() + digits) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }
  bool mark(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Of a second, in ns; 0 if there is none.
  std::uint64_t fraction() {
    std::uint64_t value = 0;
    std::uint64_t unit = 1'000'000'000;
    if (!mark('.')) return 0;
    while (!rest_.empty() && is_digit(rest_.front())) {
      unit /= 10;
      value += unit * static_cast<unsigned>(rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }
  // What has to be subtracted, in minutes.
  std::optional<int> offset() {
    if (mark('Z') || mark('z')) return 0;
    const bool is_east = rest_.starts_with('+');
    if (!mark('+') && !mark('-')) return std::nullopt;
    const auto hours = number(2);
    if (!hours || !mark(':')) return std::nullopt;
    const auto minutes = number(2);
    if (!minutes) return std::nullopt;
    const auto total = static_cast<int>(*hours * 60 + *minutes);
    return is_east ? total : -total;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

std::optional<std::uint64_t> parse_time(std::string_view text) {
  using namespace std::chrono;
  Fields fields(text);
  const auto years = fields.number(4);
  const auto months = fields.mark('-') ? fields.number(2) : std::nullopt;
  const auto days_of_month = fields.mark('-') ? fields.number(2) : std::nullopt;
  if (!years || !months || !days_of_month || !(fields.mark('T') || fields.mark(' '))) return std::nullopt;
  const auto hour = fields.number(2);
  const auto min = fields.mark(':') ? fields.number(2) : std::nullopt;
  const auto sec = fields.mark(':') ? fields.number(2) : std::nullopt;
  if (!hour || !min || !sec) return std::nullopt;
  const std::uint64_t fraction = fields.fraction();
  const auto offset = fields.offset();
  const year_month_day date(year(static_cast<int>(*years)), month(*months), day(*days_of_month));
  if (!offset || !fields.at_end() || !date.ok()) return std::nullopt;
  const auto since =
      sys_days(date).time_since_epoch() + hours(*hour) + minutes(*min) + seconds(*sec) - minutes(*offset);
  const auto whole = duration_cast<seconds>(since).count();
  if (whole < 0) return std::nullopt;
  return static_cast<std::uint64_t>(whole) * 1'000'000'000 + fraction;
}

}  // namespace trace::json
