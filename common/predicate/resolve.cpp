// SPDX-License-Identifier: Apache-2.0
// In: texts as somebody wrote them. Out: what is true of every event of the type: the field is there, the literal has
// its type, the operator fits, its pattern compiles. Here, and nowhere after, something can be wrong; so each fault has
// the position of its test, and the later steps cannot fail.
#include "common/predicate/resolve.h"

#include <algorithm>
#include <set>

#include "common/base/text.h"
#include "common/event/internet_address.h"
#include "common/predicate/literal.h"
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

// As it was written.
std::string text_of(const Literal& literal) {
  return std::visit(Overloaded{
                        [](const std::string& text) { return text; },
                        [](const Word& word) { return word.text; },
                        [](const FieldName& field) { return field.name; },
                        [](auto number) { return std::to_string(number); },
                    },
                    literal);
}

// A word that is no constant would never be equal to anything, and look as if it were.
Status check_word(const Word& word, const EventSpec& event) {
  if (word.text.find('|') != std::string::npos) {
    return Error{Code::invalid, in_quotes(word.text) + ": alternatives of a text are a list: [a, b]"};
  }
  const auto field = parse_field(word.text, event);
  if (!field) return ok();
  return Error{Code::invalid, in_quotes(word.text) + " is a field; write " + to_text(*field, event) +
                                  " to compare with it, or put the text in quotes"};
}

Status check_sense(const Operand& operand, const Literal& literal, const Test& test) {
  const auto refusal = operator_of(test.op).refusal;
  const std::string_view why = refusal == nullptr ? std::string_view() : refusal(operand);
  if (why.empty()) return ok();
  return Error{Code::invalid, in_quotes(text_of(literal)) + " " + std::string(why) + " " + in_quotes(test.field)};
}

Result<Operand> number_operand(const Literal& literal, const Test& test, const FieldType& type) {
  if (const auto* number = std::get_if<std::int64_t>(&literal)) return Operand(Number(*number));
  if (const auto* number = std::get_if<std::uint64_t>(&literal)) return Operand(Number(*number));
  const std::string text = text_of(literal);
  TRY(check_architectures(text, test.field, type.meaning));
  TRY_ASSIGN(const Number number, number_of(text, test.field, type));
  return Operand(number);
}

// What the field can be of texts, and what an operator makes of it.
Result<Operand> text_operand(const Literal& literal, const Test& test, const FieldType& type, Atom& atom,
                             Patterns& patterns) {
  std::string text = text_of(literal);
  TRY(check_text(atom.op, text, test.field, type));
  const bool has_folder = atom.field.part == Part::basename && text.size() > 1 && text.find('/') != std::string::npos;
  if (has_folder && test.op == Op::equal) {
    return Error{Code::invalid, in_quotes(text) + " is no basename: " + in_quotes(test.field) + " has no \"/\""};
  }
  if (atom.field.address) text = to_text(*parse_address(text));
  const bool ignore_case = test.ignore_case || atom.field.lower;
  if (operator_of(atom.op).compile != nullptr) {
    TRY_ASSIGN(CompiledLiteral compiled, patterns.compile(atom.op, text, ignore_case));
    atom.compiled.push_back(std::move(compiled));
  } else if (atom.field.lower) {
    text = lowered(text);
  }
  return Operand(std::move(text));
}

Status add_literal(const Literal& literal, const Test& test, const FieldType& type, Atom& atom, const EventSpec& event,
                   Patterns& patterns) {
  const bool is_number = kind_of(type.type) == Kind::number;
  if (const auto* word = std::get_if<Word>(&literal); word != nullptr && !is_number) TRY(check_word(*word, event));
  TRY_ASSIGN(Operand operand,
             is_number ? number_operand(literal, test, type) : text_operand(literal, test, type, atom, patterns));
  TRY(check_sense(operand, literal, test));
  atom.operands.push_back(std::move(operand));
  return ok();
}

// LOW..HIGH, both included: two tests.
Result<Formula> range_of(const std::string& text, const Test& test, const FieldType& type, const Field& field) {
  if (test.op != Op::equal) return Error{Code::invalid, in_quotes(text) + ": a range stands after =, !=, in or not in"};
  const std::size_t dots = text.find("..");
  TRY(check_architectures(text.substr(0, dots), test.field, type.meaning));
  TRY(check_architectures(text.substr(dots + 2), test.field, type.meaning));
  TRY_ASSIGN(const Number low, number_of(text.substr(0, dots), test.field, type));
  TRY_ASSIGN(const Number high, number_of(text.substr(dots + 2), test.field, type));
  if (high < low)
    return Error{Code::invalid, in_quotes(text) + ": nothing is in this range (write the lower bound first)"};
  const auto bound = [&](Op op, Number number) {
    Atom atom;
    atom.field = field;
    atom.op = op;
    atom.operands.emplace_back(number);
    return formula(std::move(atom));
  };
  return formula(Formula::Kind::all, {bound(Op::greater_equal, low), bound(Op::less_equal, high)});
}

// Addresses are compared as what they are: networks by their bits, if there is one; else in the canonical spelling, which
// an index can look up.
void compare_addresses(const Test& test, Atom& atom) {
  const bool has_network = std::any_of(test.literals.begin(), test.literals.end(), [](const Literal& literal) {
    return text_of(literal).find('/') != std::string::npos;
  });
  if (has_network) {
    atom.op = Op::cidr;
  } else {
    atom.field.address = true;
  }
}

Result<Atom> compare_fields(const Test& test, const FieldName& name, Atom atom, const EventSpec& event) {
  if (operator_of(test.op).order == nullptr || test.literals.size() != 1) {
    return Error{Code::invalid, in_quotes(name.name) + ": a field is compared with one other field, by = != < <= > >="};
  }
  TRY_ASSIGN(Field other, parse_field(name.name, event));
  if (other == atom.field) return Error{Code::invalid, in_quotes(test.field) + " is compared with itself"};
  const FieldType left = type_of(atom.field, event);
  const FieldType right = type_of(other, event);
  const auto is_truth_field = [](const FieldType& type) { return is_truth(element_type(type.type)); };
  if (kind_of(left.type) != kind_of(right.type) || is_truth_field(left) != is_truth_field(right)) {
    return Error{Code::invalid, in_quotes(test.field) + " and " + in_quotes(name.name) + " differ in type"};
  }
  if (left.meaning == Meaning::address || right.meaning == Meaning::address) {
    atom.field.address = other.address = true;
  } else if (test.ignore_case && kind_of(left.type) == Kind::text) {
    atom.field.lower = other.lower = true;
  }
  atom.other = other;
  return atom;
}

Result<Formula> formula_of(const Test& test, const EventSpec& event, Patterns& patterns) {
  Atom atom;
  TRY_ASSIGN(atom.field, parse_field(test.field, event));
  atom.op = test.op;
  const FieldType type = type_of(atom.field, event);
  const Kind kind = kind_of(type.type);
  if (!fits(test.op, kind)) return misfit(test, kind);
  for (const Literal& literal : test.literals) {
    const auto* name = std::get_if<FieldName>(&literal);
    if (name == nullptr) continue;
    TRY_ASSIGN(Atom compared, compare_fields(test, *name, std::move(atom), event));
    return formula(std::move(compared));
  }
  const bool is_whole = atom.field.part == Part::whole && !atom.field.lower;
  if (type.meaning == Meaning::address && test.op == Op::equal && is_whole) {
    compare_addresses(test, atom);
  } else if (test.ignore_case && kind == Kind::text && op_spec(test.op).letters == Letters::folded) {
    atom.field.lower = true;  // and the literals; an operator that folds by itself is told
  }
  std::vector<Formula> alternatives;
  for (const Literal& literal : test.literals) {
    if (kind == Kind::number && text_of(literal).find("..") != std::string::npos) {
      TRY_ASSIGN(Formula range, range_of(text_of(literal), test, type, atom.field));
      alternatives.push_back(std::move(range));
    } else {
      TRY(add_literal(literal, test, type, atom, event, patterns));
    }
  }
  std::set<std::string> seen;  // of literals that differ in nothing else
  std::erase_if(atom.compiled, [&](const CompiledLiteral& one) { return !seen.insert(one.source).second; });
  std::sort(atom.operands.begin(), atom.operands.end());
  atom.operands.erase(std::unique(atom.operands.begin(), atom.operands.end()), atom.operands.end());
  if (alternatives.empty()) return formula(std::move(atom));
  if (!atom.operands.empty()) alternatives.push_back(formula(std::move(atom)));
  return formula(Formula::Kind::any, std::move(alternatives));
}

Result<Formula, Fault> resolve_terms(Formula::Kind kind, const std::vector<Expr>& terms, const EventSpec& event,
                                     Patterns* patterns) {
  std::vector<Formula> resolved;
  for (const Expr& term : terms) {
    TRY_ASSIGN(Formula one, resolve(term, event, patterns));
    resolved.push_back(std::move(one));
  }
  return formula(kind, std::move(resolved));
}

}  // namespace

Error Fault::error() const {
  if (position.line == 0) return {Code::invalid, message};
  return {Code::invalid, std::to_string(position.line) + ":" + std::to_string(position.column) + ": " + message};
}

Result<Formula, Fault> resolve(const Expr& expr, const EventSpec& event, Patterns* patterns) {
  if (patterns == nullptr) {
    Patterns own;
    return resolve(expr, event, &own);
  }
  using Outcome = Result<Formula, Fault>;
  return std::visit(Overloaded{
                        [&](const Test& test) -> Outcome {
                          Result<Formula> formula = formula_of(test, event, *patterns);
                          if (!formula) return Fault{test.position, formula.error().message};
                          return *std::move(formula);
                        },
                        [&](const All& all) { return resolve_terms(Formula::Kind::all, all.terms, event, patterns); },
                        [&](const Any& any) { return resolve_terms(Formula::Kind::any, any.terms, event, patterns); },
                        [&](const Not& no) { return resolve_terms(Formula::Kind::negation, no.term, event, patterns); },
                    },
                    expr.node);
}

}  // namespace trace
