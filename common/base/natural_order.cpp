// SPDX-License-Identifier: Apache-2.0
#include "common/base/natural_order.h"

#include <algorithm>
#include <string>

namespace trace {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes a number (its digits without leading zeros) or one other character off the front.
std::string_view take(std::string_view& text) {
  const auto end = is_digit(text.front()) ? std::find_if_not(text.begin(), text.end(), is_digit) : text.begin() + 1;
  std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  while (taken.size() > 1 && taken.front() == '0') taken.remove_prefix(1);
  return taken;
}

}  // namespace

bool comes_before(std::string_view a, std::string_view b) {
  std::string_view left = a;
  std::string_view right = b;
  while (!left.empty() && !right.empty()) {
    const bool numbers = is_digit(left.front()) && is_digit(right.front());
    const std::string_view x = take(left);
    const std::string_view y = take(right);
    if (numbers && x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
  }
  if (left.empty() != right.empty()) return left.empty();
  return a < b;
}

}  // namespace trace
