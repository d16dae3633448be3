// SPDX-License-Identifier: Apache-2.0
// A test that was resolved: a field of one event, an operator, and operands of the field's type.
// Two equal atoms have the same truth on every event, which is what lets an Index make them once.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/event/field_bytes.h"
#include "common/predicate/expr.h"
#include "common/predicate/field.h"
#include "common/predicate/number.h"
#include "common/predicate/regex.h"

namespace trace {

using Operand = std::variant<Number, std::string>;

// A literal that was compiled, such as a regular expression: what a text is asked.
struct CompiledLiteral {
  std::string source;
  bool ignore_case = false;  // two with the same source and this ask the same
  std::function<bool(std::string_view)> passes;
  // In lower case; a text of ASCII that passes holds one of them, whatever their case. Or none.
  std::vector<std::string> needed;
  std::size_t size_bytes = 0;  // in memory, about
  bool operator==(const CompiledLiteral& other) const {
    return source == other.source && ignore_case == other.ignore_case;
  }
};

struct Atom {
  Field field;
  Op op = Op::exists;
  std::vector<Operand> operands;          // sorted, each once; of an operator that compiles, for messages
  std::vector<CompiledLiteral> compiled;  // the same, if the operator compiles
  std::optional<Field> other;             // equal, less ...: compared with this instead of operands
  bool operator==(const Atom&) const = default;
};

// Whether `value`, which was read from atom.field, passes.
// REQUIRES: atom.other is empty.
bool holds(const Atom& atom, const Value& value);
// The same, reading from the event.
bool holds(const Atom& atom, const Event& event, Scratch& scratch);

// Calls visit(Number) or visit(std::string_view) for each single value in `value`.
template <class Visit>
void for_each_scalar(const Value& value, Visit&& visit);

// Safe for a terminal.
std::string to_text(const Atom& atom, const EventSpec& event);

template <class Visit>
void for_each_scalar(const Value& value, Visit&& visit) {
  const Overloaded each{
      [&](bool is) { visit(Number(is ? 1U : 0U)); },
      [&](std::int64_t number) { visit(Number(number)); },
      [&](std::uint64_t number) { visit(Number(number)); },
      [&](const Address& address) { visit(Number(address.value)); },
      [&](std::string_view text) { visit(text); },
      [&](const Bytes& bytes) { visit(bytes.data); },
      [&](const StringList& list) {
        for (const std::string_view text : list) visit(text);
      },
      [&](const NumberList& list) {
        for (std::size_t i = 0; i < list.size(); ++i) for_each_scalar(element_of(list, i), visit);
      },
      [](const auto&) {},  // absent, records without a member
  };
  std::visit(each, value);
}

}  // namespace trace
