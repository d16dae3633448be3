// SPDX-License-Identifier: Apache-2.0
#include "common/broker/file_names.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::size_t kNumberDigits = 5;
constexpr unsigned kNumberMax = 99'999;

// How many digits a time has; 0: there is no such one.
std::size_t digits_of(char time) {
  switch (time) {
    case 'Y':
      return 4;
    case 'j':
      return 3;
    case 'm':
    case 'd':
    case 'H':
    case 'M':
    case 'S':
      return 2;
    default:
      return 0;
  }
}

unsigned value_of(char time, std::time_t at) {
  using namespace std::chrono;
  const sys_seconds when{seconds(at)};
  const sys_days day = floor<days>(when);
  const year_month_day date(day);
  const hh_mm_ss clock(when - day);
  switch (time) {
    case 'Y':
      return static_cast<unsigned>(static_cast<int>(date.year()));
    case 'm':
      return static_cast<unsigned>(date.month());
    case 'd':
      return static_cast<unsigned>(date.day());
    case 'H':
      return static_cast<unsigned>(clock.hours().count());
    case 'M':
      return static_cast<unsigned>(clock.minutes().count());
    case 'S':
      return static_cast<unsigned>(clock.seconds().count());
    default:
      return static_cast<unsigned>((day - sys_days(date.year() / January / 1)).count()) + 1;
  }
}

bool are_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c); });
}

std::string padded(unsigned number, std::size_t digits) {
  std::string text = std::to_string(number);
  return text.insert(0, digits - std::min(digits, text.size()), '0');
}

}  // namespace

Result<FileNames> FileNames::parse(std::string_view pattern) {
  std::string whole(pattern);
  for (std::size_t at = 0; (at = whole.find("%F", at)) != std::string::npos;) whole.replace(at, 2, "%Y-%m-%d");
  FileNames names;
  std::string text;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    if (whole[at] != '%') {
      text += whole[at];
      continue;
    }
    const char time = ++at < whole.size() ? whole[at] : '\0';
    if (time == '%') {
      text += '%';
    } else if (digits_of(time) == 0) {
      return Error{Code::invalid, in_quotes(pattern) + ": times are %F %Y %m %d %H %M %S and %j, in UTC"};
    } else {
      if (!text.empty()) names.pieces_.push_back({0, std::move(text)});
      text.clear();
      names.pieces_.push_back({time, {}});
    }
  }
  if (names.pieces_.empty()) {
    return Error{Code::invalid, in_quotes(pattern) + ": files need a time in their names, as %F-%H%M%S"};
  }
  if (!text.empty() && text[0] != '.') {
    return Error{Code::invalid, in_quotes(pattern) + ": after its last time a name ends, or goes on with a dot"};
  }
  names.tail_ = std::move(text);
  return names;
}

std::string FileNames::at(std::time_t time) const {
  std::string name;
  for (const Piece& piece : pieces_) {
    name += piece.time == 0 ? piece.text : padded(value_of(piece.time, time), digits_of(piece.time));
  }
  return name + tail_;
}

std::string FileNames::after(const std::string& last, std::time_t time) const {
  std::string name = at(time);
  if (name > last) return name;
  const std::size_t head = head_size(last);
  unsigned number = 0;
  if (last.size() > head + tail_.size()) {
    std::from_chars(last.data() + head + 1, last.data() + last.size() - tail_.size(), number);
  }
  if (number == kNumberMax) return {};
  return last.substr(0, head) + "_" + padded(number + 1, kNumberDigits) + tail_;
}

bool FileNames::has(std::string_view name) const {
  return head_size(name) != std::string_view::npos;
}

std::size_t FileNames::head_size(std::string_view name) const {
  std::size_t at = 0;
  for (const Piece& piece : pieces_) {
    const std::string_view rest = name.substr(std::min(at, name.size()));
    const std::size_t size = piece.time == 0 ? piece.text.size() : digits_of(piece.time);
    const std::string_view here = rest.substr(0, size);
    const bool fits = piece.time == 0 ? here == piece.text : here.size() == size && are_digits(here);
    if (!fits) return std::string_view::npos;
    at += size;
  }
  const std::string_view rest = name.substr(at);
  if (rest == tail_) return at;
  const bool has_number =
      rest.size() == 1 + kNumberDigits + tail_.size() && rest[0] == '_' && are_digits(rest.substr(1, kNumberDigits));
  return has_number && rest.substr(1 + kNumberDigits) == tail_ ? at : std::string_view::npos;
}

}  // namespace trace
