// SPDX-License-Identifier: Apache-2.0
// Bottom up, once: the terms of a group are simple before the group is. Nothing is multiplied out (a and (b or c) stays
// as it is), so that the result is never larger than what it was made of; distributing would find more that is equal,
// and can grow exponentially. O(n^2) in the terms of one group, of which rules have few.
#include "common/predicate/simplify.h"

#include <algorithm>

namespace trace {
namespace {

using Kind = Formula::Kind;

bool is_constant(const Formula& formula, Kind kind) {
  return formula.kind == kind && formula.terms.empty();
}

// Rough, relative: what is compared, how often.
std::size_t cost(const Formula& formula) {
  if (formula.kind != Kind::atom) {
    std::size_t sum = 1;
    for (const Formula& term : formula.terms) sum += cost(term);
    return sum;
  }
  const Atom& atom = formula.atom;
  const std::size_t shaped = atom.field.lower || atom.field.address || atom.field.part != Part::whole ? 4 : 0;
  const OpSpec& op = op_spec(atom.op);
  return op.cost + shaped + op.cost_each * atom.operands.size();
}

// Adds the operands of `atom` to an atom in `terms` that asks the same of the same field. REQUIRES:
// terms of an "any".
bool merge(const Atom& atom, std::vector<Formula>& terms) {
  if (atom.other || atom.op == Op::exists) return false;
  for (Formula& term : terms) {
    Atom& into = term.atom;
    const bool same = term.kind == Kind::atom && into.op == atom.op && into.field == atom.field && !into.other;
    if (!same) continue;
    into.operands.insert(into.operands.end(), atom.operands.begin(), atom.operands.end());
    std::sort(into.operands.begin(), into.operands.end());
    into.operands.erase(std::unique(into.operands.begin(), into.operands.end()), into.operands.end());
    for (const CompiledLiteral& literal : atom.compiled) {
      if (std::find(into.compiled.begin(), into.compiled.end(), literal) == into.compiled.end()) {
        into.compiled.push_back(literal);
      }
    }
    return true;
  }
  return false;
}

void add_term(Kind kind, Formula term, std::vector<Formula>& terms) {
  if (term.kind == kind) {
    for (Formula& inner : term.terms) add_term(kind, std::move(inner), terms);
    return;
  }
  if (kind == Kind::any && term.kind == Kind::atom && merge(term.atom, terms)) return;
  if (std::find(terms.begin(), terms.end(), term) == terms.end()) terms.push_back(std::move(term));
}

Formula simplify_group(Kind kind, std::vector<Formula> terms) {
  const Kind opposite = kind == Kind::all ? Kind::any : Kind::all;  // empty, it decides the group
  std::vector<Formula> kept;
  for (Formula& term : terms) {
    Formula simple = simplify(std::move(term));
    if (is_constant(simple, opposite)) return formula(opposite, {});
    add_term(kind, std::move(simple), kept);
  }
  if (kept.size() == 1) return std::move(kept.front());
  std::stable_sort(kept.begin(), kept.end(), [](const Formula& a, const Formula& b) { return cost(a) < cost(b); });
  return formula(kind, std::move(kept));
}

Formula simplify_negation(Formula inner) {
  if (inner.kind == Kind::negation) return std::move(inner.terms.front());
  if (is_constant(inner, Kind::all)) return formula(Kind::any, {});
  if (is_constant(inner, Kind::any)) return formula(Kind::all, {});
  std::vector<Formula> term;
  term.push_back(std::move(inner));
  return formula(Kind::negation, std::move(term));
}

}  // namespace

Formula simplify(Formula whole) {
  switch (whole.kind) {
    case Kind::atom: {
      const bool never = whole.atom.op != Op::exists && !whole.atom.other && whole.atom.operands.empty();
      return never ? formula(Kind::any, {}) : whole;
    }
    case Kind::negation:
      return simplify_negation(simplify(std::move(whole.terms.front())));
    case Kind::all:
    case Kind::any:
      return simplify_group(whole.kind, std::move(whole.terms));
  }
  return whole;
}

}  // namespace trace
