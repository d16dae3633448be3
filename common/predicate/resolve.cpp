// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/resolve.h"

#include <algorithm>

#include "common/catalog/meaning_text.h"

namespace trace {
namespace {

enum class Kind : std::uint8_t { number, text, other };

Kind kind_of(wire_type type) {
  switch (shape_of(element_type(type))) {
    case Shape::number:
      return Kind::number;
    case Shape::text:
    case Shape::bytes:
      return Kind::text;
    case Shape::list:
    case Shape::record:
      return Kind::other;
  }
  return Kind::other;
}

bool fits(Op op, Kind kind) {
  switch (op) {
    case Op::exists:
      return true;
    case Op::equal:
      return kind != Kind::other;
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::has_bits:
    case Op::has_all:
      return kind == Kind::number;
    case Op::contains:
    case Op::starts_with:
    case Op::ends_with:
    case Op::glob:
    case Op::matches:
      return kind == Kind::text;
  }
  return false;
}

bool can_compare_fields(Op op) {
  return op == Op::equal || op == Op::less || op == Op::less_equal || op == Op::greater || op == Op::greater_equal;
}

Error misfit(const Test& test, Kind kind) {
  std::string message = "\"" + test.field + "\" is ";
  if (kind == Kind::other) {
    message += "a struct: test a member of it (" + test.field + ".NAME), or \"exists\"";
  } else {
    message += kind == Kind::number ? "a number" : "a text";
    message += ", and \"" + std::string(op_name(test.op)) + "\" is for ";
    message += kind == Kind::number ? "texts" : "numbers";
  }
  return {Code::invalid, message};
}

Result<Number> number_of(const std::string& text, const Test& test, FieldType type) {
  if (const auto value = parse_number(text)) return *value;
  if (type.type == WIRE_BOOL && (text == "true" || text == "false")) {
    return Number(text == "true" ? 1U : 0U);
  }
  if (const auto value = parse_meaning(type.meaning, text)) return Number(*value);
  return Error{Code::invalid, "\"" + text + "\" is not a number" +
                                  (type.meaning == Meaning::none ? "" : " or a known name for one") + ", and \"" +
                                  test.field + "\" is"};
}

// No value has, or all values have, the bits of 0: neither is what somebody meant who wrote it.
Status check_bits(const Operand& operand, const Literal& literal, const Test& test) {
  const auto* number = std::get_if<Number>(&operand);
  if ((test.op != Op::has_all && test.op != Op::has_bits) || number->bits != 0) return ok();
  const auto* text = std::get_if<std::string>(&literal);
  return Error{Code::invalid,
               "\"" + (text == nullptr ? "0" : *text) + "\" has no bits to look for in \"" + test.field + "\""};
}

Result<Operand> operand_of(const Literal& literal, const Test& test, FieldType type) {
  const bool number = kind_of(type.type) == Kind::number;
  if (const auto* text = std::get_if<std::string>(&literal)) {
    if (!number) return Operand(*text);
    TRY_ASSIGN(const Number value, number_of(*text, test, type));
    return Operand(value);
  }
  const auto* is_signed = std::get_if<std::int64_t>(&literal);
  const Number value = is_signed != nullptr ? Number(*is_signed) : Number(*std::get_if<std::uint64_t>(&literal));
  return number ? Operand(value) : Operand(to_text(value));
}

std::string to_lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

Status add_pattern(std::string text, bool ignore_case, Atom& atom) {
  std::string regex = atom.op == Op::glob ? regex_of_glob(text) : text;
  if (ignore_case && atom.op == Op::matches) regex = "(?i:" + regex + ")";
  TRY_ASSIGN(Regex compiled, Regex::compile(regex));
  const bool known = std::find(atom.patterns.begin(), atom.patterns.end(), compiled) != atom.patterns.end();
  if (!known) atom.patterns.push_back(std::move(compiled));
  return ok();
}

Status add_literals(const Test& test, FieldType type, Atom& atom) {
  for (const Literal& literal : test.literals) {
    TRY_ASSIGN(Operand operand, operand_of(literal, test, type));
    TRY(check_bits(operand, literal, test));
    if (auto* text = std::get_if<std::string>(&operand)) {
      if (atom.field.lower) *text = to_lower(std::move(*text));
      if (atom.op == Op::glob || atom.op == Op::matches) {
        TRY(add_pattern(*text, test.ignore_case, atom));
      }
    }
    atom.operands.push_back(std::move(operand));
  }
  std::sort(atom.operands.begin(), atom.operands.end());
  atom.operands.erase(std::unique(atom.operands.begin(), atom.operands.end()), atom.operands.end());
  return ok();
}

Result<Atom> compare_fields(const Test& test, const FieldName& name, Atom atom, const EventSpec& event) {
  if (!can_compare_fields(test.op) || test.literals.size() != 1) {
    return Error{Code::invalid, "\"" + name.name + "\": a field is compared with one other field, by = != < <= > >="};
  }
  TRY_ASSIGN(atom.other, parse_field(name.name, event));
  if (kind_of(type_of(*atom.other, event).type) != kind_of(type_of(atom.field, event).type)) {
    return Error{Code::invalid, "\"" + test.field + "\" and \"" + name.name + "\" differ in type"};
  }
  return atom;
}

Result<Atom> atom_of(const Test& test, const EventSpec& event) {
  Atom atom;
  TRY_ASSIGN(atom.field, parse_field(test.field, event));
  atom.op = test.op;
  const FieldType type = type_of(atom.field, event);
  const Kind kind = kind_of(type.type);
  for (const Literal& literal : test.literals) {
    if (const auto* name = std::get_if<FieldName>(&literal)) {
      return compare_fields(test, *name, std::move(atom), event);
    }
  }
  if (!fits(test.op, kind)) return misfit(test, kind);
  // Without regard to case is: the folded field against folded literals. RE2 folds by itself.
  if (test.ignore_case && kind == Kind::text && test.op != Op::matches) atom.field.lower = true;
  if (test.op != Op::exists) TRY(add_literals(test, type, atom));
  return atom;
}

using Outcome = std::variant<Formula, Fault>;

Outcome resolve_terms(Formula::Kind kind, const std::vector<Expr>& terms, const EventSpec& event) {
  std::vector<Formula> resolved;
  for (const Expr& term : terms) {
    Outcome outcome = resolve(term, event);
    if (std::holds_alternative<Fault>(outcome)) return outcome;
    resolved.push_back(std::move(*std::get_if<Formula>(&outcome)));
  }
  return formula(kind, std::move(resolved));
}

}  // namespace

std::variant<Formula, Fault> resolve(const Expr& expr, const EventSpec& event) {
  return std::visit(Overloaded{
                        [&](const Test& test) -> Outcome {
                          Result<Atom> atom = atom_of(test, event);
                          if (!atom) return Fault{test.position, atom.error().message};
                          return formula(*std::move(atom));
                        },
                        [&](const All& all) { return resolve_terms(Formula::Kind::all, all.terms, event); },
                        [&](const Any& any) { return resolve_terms(Formula::Kind::any, any.terms, event); },
                        [&](const Not& no) { return resolve_terms(Formula::Kind::negation, no.term, event); },
                    },
                    expr.node);
}

}  // namespace trace
