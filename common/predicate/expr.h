// SPDX-License-Identifier: Apache-2.0
// The predicate language inside: what every front end produces (--trace filters, policies,
// signatures, and later Sigma and Falco rules).
//
//   expr  := Test | All(expr...) | Any(expr...) | Not(expr)
//   Test  := field op literal...        true if the field is op to ANY of the literals; op: common/catalog/ops.def
//
//   Expr e = all_of({test("pathname", Op::starts_with, {"/etc/"}), negate(test("retval", Op::less,
//   {0}))});
//
// Missing values: a Test on an absent field is false, whatever the operator, so Not(Test) is true
// there. A front end whose "!=" shall be false on an absent field writes All(Test(f, exists),
// Not(Test(f, equal))): see differs(). A field with several values (argv) passes a Test if any of
// its values does.
//
// An Expr names its fields as text; resolve.h finds them in the catalog, compile.h makes a flat
// Program of it. The obvious evaluator, which tests hold against the Program, is
// tests/support/reference_evaluator.h.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/catalog/ops.h"

namespace trace {

// Another field of the same event, to compare with: pid != context.processId. Only for =, <, <=, >, >=.
struct FieldName {
  std::string name;
};
// A text that was written without quotes: O_WRONLY|O_CREAT, bash. It is a constant; one that looks like a field, or like
// alternatives, is refused, since it would not be what it seems to be.
struct Word {
  std::string text;
};
// A number as text is typed by the field: decimal, 0x1f, a mode as 0755, a symbol, and with "=" a range LOW..HIGH.
using Literal = std::variant<std::int64_t, std::uint64_t, std::string, Word, FieldName>;

// Where in its source an expression stands, for messages; 1-based, 0 if it has no source.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Expr;

struct Test {
  std::string field;
  Op op = Op::exists;
  std::vector<Literal> literals;
  bool ignore_case = false;
  Position position;
};
struct All {
  std::vector<Expr> terms;  // true if empty
};
struct Any {
  std::vector<Expr> terms;  // false if empty
};
struct Not {
  std::vector<Expr> term;  // exactly one; a vector, since Expr is not complete here
};
struct Expr {
  std::variant<Test, All, Any, Not> node;
};

inline Expr test(std::string field, Op op, std::vector<Literal> literals, Position position = {}) {
  return {Test{std::move(field), op, std::move(literals), false, position}};
}
inline Expr all_of(std::vector<Expr> terms) {
  return {All{std::move(terms)}};
}
inline Expr any_of(std::vector<Expr> terms) {
  return {Any{std::move(terms)}};
}
inline Expr negate(Expr expr) {
  return {Not{{std::move(expr)}}};
}
// The field is there, and another one that it is compared with, and the test does not hold: "!=", "not contains".
inline Expr negated_test(Test test) {
  std::vector<Expr> terms;
  terms.push_back(trace::test(test.field, Op::exists, {}, test.position));
  for (const Literal& literal : test.literals) {
    const auto* other = std::get_if<FieldName>(&literal);
    if (other != nullptr) terms.push_back(trace::test(other->name, Op::exists, {}, test.position));
  }
  terms.push_back(negate({std::move(test)}));
  return all_of(std::move(terms));
}
// "!=": the field is there and equals none of the literals.
inline Expr differs(std::string field, std::vector<Literal> literals, Position position = {}) {
  return negated_test(Test{std::move(field), Op::equal, std::move(literals), false, position});
}

}  // namespace trace
