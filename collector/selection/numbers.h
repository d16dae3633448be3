// SPDX-License-Identifier: Apache-2.0
// A condition on a number: what is left of any number of "= != < > <= >=" on one name.
//
//   a value passes when   (no = was given, or one equals)   and   no != equals   and   it is inside
//   both bounds
//
// So ranges narrow each other (">0" and "<10" is 1 to 9) and "!=" narrows whatever else was said.
// Bounds are exclusive; ">= 5" is kept as "> 4".
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "collector/selection/condition.h"
#include "common/base/result.h"
#include "common/predicate/expr.h"

namespace trace {

template <class T>
struct Numbers {
  std::vector<T> equal;
  std::vector<T> not_equal;
  std::optional<T> greater;
  std::optional<T> less;

  bool empty() const { return equal.empty() && not_equal.empty() && !greater && !less; }

  bool contains(T value) const {
    const auto holds = [&](const std::vector<T>& list) {
      return std::find(list.begin(), list.end(), value) != list.end();
    };
    if (!equal.empty() && !holds(equal)) return false;
    if (holds(not_equal)) return false;
    return (!greater || value > *greater) && (!less || value < *less);
  }

  // No value of the domain passes: the conditions contradict each other.
  bool is_impossible(T low, T high) const;

  // Narrows by one more comparison. Errors: a bound that no number of the domain [low, high] can
  // pass.
  Status add(Comparison comparison, T value, T low, T high);
};

// The same as a predicate over `field`; true for an absent field only if `numbers` is empty.
template <class T>
Expr numbers_expr(const std::string& field, const Numbers<T>& numbers);

template <class T>
bool Numbers<T>::is_impossible(T low, T high) const {
  const auto passes = [this](T value) { return contains(value); };
  if (!equal.empty()) return std::none_of(equal.begin(), equal.end(), passes);
  const T least = greater ? static_cast<T>(*greater + 1) : low;
  const T most = less ? static_cast<T>(*less - 1) : high;
  if (least > most) return true;
  // Fewer "!=" than values cannot exclude them all.
  using Count = std::make_unsigned_t<T>;
  if (static_cast<Count>(most) - static_cast<Count>(least) >= not_equal.size()) return false;
  for (T value = least; !passes(value); ++value) {
    if (value == most) return true;
  }
  return false;
}

template <class T>
Status Numbers<T>::add(Comparison comparison, T value, T low, T high) {
  const auto raise = [&](T bound) { greater = greater ? std::max(*greater, bound) : bound; };
  const auto lower = [&](T bound) { less = less ? std::min(*less, bound) : bound; };
  switch (comparison) {
    case Comparison::equal:
      equal.push_back(value);
      return ok();
    case Comparison::differs:
      not_equal.push_back(value);
      return ok();
    case Comparison::greater:
      if (value == high) return Error{Code::invalid, "no value is greater than " + std::to_string(value)};
      raise(value);
      return ok();
    case Comparison::greater_equal:
      if (value != low) raise(static_cast<T>(value - 1));
      return ok();
    case Comparison::less:
      if (value == low) return Error{Code::invalid, "no value is less than " + std::to_string(value)};
      lower(value);
      return ok();
    case Comparison::less_equal:
      if (value != high) lower(static_cast<T>(value + 1));
      return ok();
  }
  return ok();
}

template <class T>
Expr numbers_expr(const std::string& field, const Numbers<T>& numbers) {
  std::vector<Expr> terms;
  const auto literals = [](const std::vector<T>& list) { return std::vector<Literal>(list.begin(), list.end()); };
  if (!numbers.equal.empty()) terms.push_back(test(field, Op::equal, literals(numbers.equal)));
  if (numbers.greater) terms.push_back(test(field, Op::greater, {*numbers.greater}));
  if (numbers.less) terms.push_back(test(field, Op::less, {*numbers.less}));
  if (!numbers.not_equal.empty()) terms.push_back(differs(field, literals(numbers.not_equal)));
  if (terms.size() == 1) return std::move(terms.front());
  return all_of(std::move(terms));
}

}  // namespace trace
