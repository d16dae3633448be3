// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/growth.h"

#include <string_view>
#include <variant>

#include "common/event/value.h"

namespace trace {
namespace {

// An operand stands in the formula, in the list of atoms of a program and of an index, and in a table of that, and is printed once
// to see whether it is there already. Measured with lists of 100,000 texts.
constexpr std::size_t kCopies = 6;
constexpr std::size_t kEach = 512;
constexpr std::size_t kTest = 2048;
constexpr std::size_t kCell = sizeof(std::uint32_t);  // of an automaton: a row for each byte, a column for each letter

std::string_view text_of(const Literal& literal) {
  if (const auto* text = std::get_if<std::string>(&literal)) return *text;
  if (const auto* word = std::get_if<Word>(&literal)) return word->text;
  if (const auto* field = std::get_if<FieldName>(&literal)) return field->name;
  return {};
}

bool is_searched(Op op) {
  switch (op_spec(op).lookup) {
    case Lookup::prefix:
    case Lookup::suffix:
    case Lookup::substring:
    case Lookup::needed_literals:
      return true;
    case Lookup::none:
    case Lookup::equality:
    case Lookup::lower_bound:
    case Lookup::upper_bound:
      break;
  }
  return false;
}

}  // namespace

std::size_t Growth::size_of(const Literal& literal) {
  return kEach + kCopies * text_of(literal).size();
}

void Growth::count(const Test& test) {
  bytes_ += kTest;
  for (const Literal& literal : test.literals) {
    bytes_ += size_of(literal);
    if (!is_searched(test.op)) continue;
    const std::string_view text = text_of(literal);
    searched_ += text.size();
    for (const char c : text) letters_.set(static_cast<unsigned char>(c));
  }
}

bool Growth::add(const Expr& condition) {
  std::visit(Overloaded{
                 [&](const Test& test) { count(test); },
                 [&](const Not& no) { static_cast<void>(add(no.term.front())); },
                 [&](const auto& group) {
                   for (const Expr& term : group.terms) static_cast<void>(add(term));
                 },
             },
             condition.node);
  return bytes_ + searched_ * (letters_.count() + 1) * kCell <= kBytesMax;
}

}  // namespace trace
