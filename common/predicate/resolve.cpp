// SPDX-License-Identifier: Apache-2.0
// In: texts as somebody wrote them. Out: what is true of every event of the type: the field is there, the literal has
// its type, the operator fits, its pattern compiles. Here, and nowhere after, something can be wrong; so each fault has
// the position of its test, and the later steps cannot fail.
#include "common/predicate/resolve.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/catalog/meaning_text.h"
#include "common/predicate/operators.h"

namespace trace {
namespace {

// What a field's values are to an operator; of a list, its elements.
enum class Kind : std::uint8_t { number, text, record };

Kind kind_of(wire_type type) {
  switch (shape_of(type)) {
    case Shape::number:
      return Kind::number;
    case Shape::text:
    case Shape::bytes:
      return Kind::text;
    case Shape::list:
      return kind_of(element_type(type));
    case Shape::record:
      return Kind::record;
  }
  return Kind::record;
}

bool fits(Op op, Kind kind) {
  switch (kind) {
    case Kind::number:
      return takes_numbers(op);
    case Kind::text:
      return takes_texts(op);
    case Kind::record:
      return op_spec(op).takes == Takes::everything;
  }
  return false;
}

Error misfit(const Test& test, Kind kind) {
  std::string message = "\"" + test.field + "\" is ";
  if (kind == Kind::record) {
    message += "a struct: test a member of it (" + test.field + ".NAME), or \"exists\"";
  } else {
    message += kind == Kind::number ? "a number" : "a text";
    message += ", and \"" + std::string(op_spec(test.op).spelling) + "\" is for ";
    message += kind == Kind::number ? "texts" : "numbers";
  }
  return {Code::invalid, message};
}

Result<Number> number_of(const std::string& text, const Test& test, FieldType type) {
  if (const auto value = parse_number(text)) return *value;
  if (is_truth(type.type) && (text == "true" || text == "false")) {
    return Number(text == "true" ? 1U : 0U);
  }
  if (const auto value = parse_meaning(type.meaning, text)) return Number(*value);
  return Error{Code::invalid, "\"" + text + "\" is not a number" +
                                  (type.meaning == Meaning::none ? "" : " or a known name for one") + ", and \"" +
                                  test.field + "\" is"};
}

Status check_number(Number number, const Literal& literal, const Test& test) {
  const auto refusal = operator_of(test.op).refusal;
  const std::string_view why = refusal == nullptr ? std::string_view() : refusal(number);
  if (why.empty()) return ok();
  const auto* text = std::get_if<std::string>(&literal);
  return Error{Code::invalid, in_quotes(text == nullptr ? to_text(number) : *text) + " " + std::string(why) + " " +
                                  in_quotes(test.field)};
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

Status add_compiled(const std::string& text, bool ignore_case, Atom& atom) {
  TRY_ASSIGN(CompiledLiteral compiled, operator_of(atom.op).compile(text, ignore_case));
  const bool known = std::find(atom.compiled.begin(), atom.compiled.end(), compiled) != atom.compiled.end();
  if (!known) atom.compiled.push_back(std::move(compiled));
  return ok();
}

Status add_literals(const Test& test, FieldType type, Atom& atom) {
  for (const Literal& literal : test.literals) {
    TRY_ASSIGN(Operand operand, operand_of(literal, test, type));
    if (auto* text = std::get_if<std::string>(&operand)) {
      if (atom.field.lower) *text = lowered(*text);
      if (operator_of(test.op).compile != nullptr) TRY(add_compiled(*text, test.ignore_case, atom));
    } else {
      TRY(check_number(*std::get_if<Number>(&operand), literal, test));
    }
    atom.operands.push_back(std::move(operand));
  }
  std::sort(atom.operands.begin(), atom.operands.end());
  atom.operands.erase(std::unique(atom.operands.begin(), atom.operands.end()), atom.operands.end());
  return ok();
}

Result<Atom> compare_fields(const Test& test, const FieldName& name, Atom atom, const EventSpec& event) {
  if (operator_of(test.op).order == nullptr || test.literals.size() != 1) {
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
  // Without regard to case is: the folded field against folded literals, unless the operator folds.
  if (test.ignore_case && kind == Kind::text && op_spec(test.op).letters == Letters::folded) atom.field.lower = true;
  if (test.op != Op::exists) TRY(add_literals(test, type, atom));
  return atom;
}

Result<Formula, Fault> resolve_terms(Formula::Kind kind, const std::vector<Expr>& terms, const EventSpec& event) {
  std::vector<Formula> resolved;
  for (const Expr& term : terms) {
    TRY_ASSIGN(Formula one, resolve(term, event));
    resolved.push_back(std::move(one));
  }
  return formula(kind, std::move(resolved));
}

}  // namespace

Error Fault::error() const {
  if (position.line == 0) return {Code::invalid, message};
  return {Code::invalid, std::to_string(position.line) + ":" + std::to_string(position.column) + ": " + message};
}

Result<Formula, Fault> resolve(const Expr& expr, const EventSpec& event) {
  using Outcome = Result<Formula, Fault>;
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
