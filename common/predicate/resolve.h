// SPDX-License-Identifier: Apache-2.0
// The first step from an Expr to a Program: finds its fields in the catalog and gives its literals
// the fields' types.
//
//   Expr --resolve--> Formula --simplify--> Formula --compile--> Program
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/base/result.h"
#include "common/predicate/atom.h"
#include "common/predicate/expr.h"
#include "common/predicate/patterns.h"

namespace trace {

// An Expr of which each test is an Atom of one event.
struct Formula {
  enum class Kind : std::uint8_t { atom, all, any, negation };
  Kind kind = Kind::all;
  Atom atom;                   // of Kind::atom
  std::vector<Formula> terms;  // all: true if empty; any: false if empty; negation: exactly one
  bool operator==(const Formula&) const = default;
};

inline Formula formula(Atom atom) {
  return {Formula::Kind::atom, std::move(atom), {}};
}
inline Formula formula(Formula::Kind kind, std::vector<Formula> terms) {
  return {kind, {}, std::move(terms)};
}

// What is wrong with an expression, and where in its source.
struct Fault {
  Position position;
  std::string message;

  // For those who have no source to show: "line:column: " stands first if there is a position.
  Error error() const;
};

// Fails on a field that the event does not have, a literal that is not of the field's type, an
// operator that does not fit it, and a regular expression that does not compile, or for which `patterns`, which may be null, has no room.
Result<Formula, Fault> resolve(const Expr& expr, const EventSpec& event, Patterns* patterns = nullptr);

}  // namespace trace
