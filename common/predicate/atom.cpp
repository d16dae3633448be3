// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/atom.h"

#include "common/base/printable.h"
#include "common/predicate/operators.h"

namespace trace {
namespace {

template <class Scalar>
bool order_passes(Op op, Scalar a, Scalar b) {
  return operator_of(op).order(a <=> b);
}
bool order_passes(Op, Number, std::string_view) {
  return false;
}
bool order_passes(Op, std::string_view, Number) {
  return false;
}

// True if any value of `a` is op to any value of `b`.
bool compare_values(Op op, const Value& a, const Value& b) {
  bool passes = false;
  for_each_scalar(
      a, [&](auto left) { for_each_scalar(b, [&](auto right) { passes = passes || order_passes(op, left, right); }); });
  return passes;
}

}  // namespace

bool holds(const Atom& atom, const Value& value) {
  if (is_absent(value)) return false;
  if (atom.op == Op::exists) return true;  // of values that have no single values too
  const Operator& op = operator_of(atom.op);
  bool passes = false;
  for_each_scalar(value, [&](auto scalar) {
    if (passes) return;
    if constexpr (std::is_same_v<decltype(scalar), Number>) {
      passes = op.number != nullptr && op.number(atom, scalar);
    } else {
      passes = op.text != nullptr && op.text(atom, scalar);
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

std::string to_text(const Atom& atom, const EventSpec& event) {
  std::string text = to_text(atom.field, event);
  text.append(" ").append(op_spec(atom.op).spelling);
  if (!atom.compiled.empty() && atom.compiled.front().ignore_case) text += 'i';
  if (atom.other) return text + " " + to_text(*atom.other, event);
  if (atom.op == Op::exists) return text;
  text += atom.operands.size() > 1 ? " [" : " ";
  for (std::size_t i = 0; i < atom.operands.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::visit(Overloaded{[](Number number) { return to_text(number); },
                                  [](const std::string& words) { return "\"" + printable(words) + "\""; }},
                       atom.operands[i]);
  }
  return atom.operands.size() > 1 ? text + "]" : text;
}

}  // namespace trace
