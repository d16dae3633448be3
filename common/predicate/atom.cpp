// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/atom.h"

#include <algorithm>
#include <array>

namespace trace {
namespace {

struct OperandLess {
  bool operator()(const Operand& a, Number b) const {
    const Number* number = std::get_if<Number>(&a);
    return number != nullptr && *number < b;
  }
  bool operator()(const Operand& a, std::string_view b) const {
    const std::string* text = std::get_if<std::string>(&a);
    return text == nullptr || *text < b;  // numbers sort before texts, as in the variant
  }
};

template <class Scalar>
bool is_among(const Scalar& value, const std::vector<Operand>& operands) {
  const auto found = std::lower_bound(operands.begin(), operands.end(), value, OperandLess());
  if (found == operands.end()) return false;
  using Held = std::conditional_t<std::is_same_v<Scalar, Number>, Number, std::string>;
  const Held* held = std::get_if<Held>(&*found);
  return held != nullptr && *held == value;
}

bool ordered(Op op, std::strong_ordering order) {
  switch (op) {
    case Op::equal:
      return order == 0;
    case Op::less:
      return order < 0;
    case Op::less_equal:
      return order <= 0;
    case Op::greater:
      return order > 0;
    case Op::greater_equal:
      return order >= 0;
    default:
      return false;
  }
}

bool number_passes(const Atom& atom, Number value) {
  if (atom.op == Op::equal) return is_among(value, atom.operands);
  return std::any_of(atom.operands.begin(), atom.operands.end(), [&](const Operand& operand) {
    const Number* number = std::get_if<Number>(&operand);
    if (number == nullptr) return false;
    if (atom.op == Op::has_bits) return (value.bits & number->bits) != 0;
    if (atom.op == Op::has_all) return (value.bits & number->bits) == number->bits;
    return ordered(atom.op, value <=> *number);
  });
}

bool text_passes(Op op, std::string_view value, std::string_view operand) {
  switch (op) {
    case Op::contains:
      return value.find(operand) != std::string_view::npos;
    case Op::starts_with:
      return value.starts_with(operand);
    case Op::ends_with:
      return value.ends_with(operand);
    default:
      return false;
  }
}

bool text_passes(const Atom& atom, std::string_view value) {
  if (atom.op == Op::equal) return is_among(value, atom.operands);
  if (!atom.patterns.empty()) {
    return std::any_of(atom.patterns.begin(), atom.patterns.end(),
                       [&](const Regex& pattern) { return pattern.found_in(value); });
  }
  return std::any_of(atom.operands.begin(), atom.operands.end(), [&](const Operand& operand) {
    const std::string* text = std::get_if<std::string>(&operand);
    return text != nullptr && text_passes(atom.op, value, *text);
  });
}

bool compare(Op op, Number a, Number b) {
  return ordered(op, a <=> b);
}
bool compare(Op op, std::string_view a, std::string_view b) {
  return ordered(op, a <=> b);
}
bool compare(Op, Number, std::string_view) {
  return false;
}
bool compare(Op, std::string_view, Number) {
  return false;
}

// True if any value of `a` is op to any value of `b`.
bool compare_values(Op op, const Value& a, const Value& b) {
  bool passes = false;
  for_each_scalar(
      a, [&](auto left) { for_each_scalar(b, [&](auto right) { passes = passes || compare(op, left, right); }); });
  return passes;
}

}  // namespace

bool holds(const Atom& atom, const Value& value) {
  if (is_absent(value)) return false;
  if (atom.op == Op::exists) return true;
  bool passes = false;
  for_each_scalar(value, [&](auto scalar) {
    if (passes) return;
    if constexpr (std::is_same_v<decltype(scalar), Number>) {
      passes = number_passes(atom, scalar);
    } else {
      passes = text_passes(atom, scalar);
    }
  });
  return passes;
}

bool holds(const Atom& atom, const Event& event, Scratch& scratch) {
  const Value value = read(atom.field, event, scratch);
  if (!atom.other) return holds(atom, value);
  Scratch other_scratch;
  return compare_values(atom.op, value, read(*atom.other, event, other_scratch));
}

std::string_view op_name(Op op) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"exists", "=", "<", "<=", ">", ">=", "contains", "startswith", "endswith", "glob", "~", "has_any", "has"});
  static_assert(kNames.size() == static_cast<std::size_t>(Op::has_all) + 1);
  return kNames.at(static_cast<std::size_t>(op));
}

std::string to_text(const Atom& atom, const EventSpec& event) {
  std::string text = to_text(atom.field, event);
  text.append(" ").append(op_name(atom.op));
  if (atom.other) return text + " " + to_text(*atom.other, event);
  if (atom.op == Op::exists) return text;
  text += atom.operands.size() > 1 ? " [" : " ";
  for (std::size_t i = 0; i < atom.operands.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::visit(Overloaded{[](Number number) { return to_text(number); },
                                  [](const std::string& words) { return "\"" + words + "\""; }},
                       atom.operands[i]);
  }
  return atom.operands.size() > 1 ? text + "]" : text;
}

}  // namespace trace
