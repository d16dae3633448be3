// SPDX-License-Identifier: Apache-2.0
// Bottom up, once: the terms of a group are simple before the group is. Nothing is multiplied out (a and (b or c) stays
// as it is), so that the result is never larger than what it was made of; distributing would find more that is equal,
// and can grow exponentially. Terms of a group are found by their hash, since a list of values may be written as ten thousand of them.
#include "common/predicate/simplify.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/predicate/atom_hash.h"

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

std::size_t hash_of(const Formula& formula) {
  if (formula.kind == Kind::atom) return hash_of(formula.atom);
  std::size_t hash = static_cast<std::size_t>(formula.kind);
  for (const Formula& term : formula.terms) hash = joined_hash(hash, hash_of(term));
  return hash;
}

// The terms of a group, flat, each once. In an "any" atoms that ask the same of the same field are one, with the operands of all.
class Terms {
 public:
  explicit Terms(Kind kind) : kind_(kind) {}

  void add(Formula term) {
    if (term.kind == kind_) {
      for (Formula& inner : term.terms) add(std::move(inner));
      return;
    }
    if (kind_ == Kind::any && term.kind == Kind::atom && merge(term.atom)) return;
    const std::size_t hash = hash_of(term);
    const auto [first, end] = by_hash_.equal_range(hash);
    for (auto other = first; other != end; ++other) {
      if (terms_[other->second] == term) return;
    }
    by_hash_.emplace(hash, terms_.size());
    if (is_merged(term)) by_question_.try_emplace({term.atom.op, term.atom.field}, terms_.size());
    terms_.push_back(std::move(term));
  }

  std::vector<Formula> take() && {
    for (const std::size_t at : merged_) make_unique(terms_[at].atom);
    return std::move(terms_);
  }

 private:
  bool is_merged(const Formula& term) const {
    return kind_ == Kind::any && term.kind == Kind::atom && !term.atom.other && term.atom.op != Op::exists;
  }

  // Adds the operands of `atom` to the atom that asks the same of the same field, if there is one.
  bool merge(Atom& atom) {
    if (atom.other || atom.op == Op::exists) return false;
    const auto found = by_question_.find({atom.op, atom.field});
    if (found == by_question_.end()) return false;
    Atom& into = terms_[found->second].atom;
    std::move(atom.operands.begin(), atom.operands.end(), std::back_inserter(into.operands));
    std::move(atom.compiled.begin(), atom.compiled.end(), std::back_inserter(into.compiled));
    merged_.insert(found->second);
    return true;
  }

  static void make_unique(Atom& atom) {
    std::sort(atom.operands.begin(), atom.operands.end());
    atom.operands.erase(std::unique(atom.operands.begin(), atom.operands.end()), atom.operands.end());
    std::set<std::pair<std::string, bool>> seen;
    std::erase_if(atom.compiled,
                  [&](const CompiledLiteral& one) { return !seen.emplace(one.source, one.ignore_case).second; });
  }

  Kind kind_;
  std::vector<Formula> terms_;
  std::unordered_multimap<std::size_t, std::size_t> by_hash_;  // places in terms_
  std::map<std::pair<Op, Field>, std::size_t> by_question_;    // of atoms that others can be merged into
  std::set<std::size_t> merged_;                               // those that were
};

Formula simplify_group(Kind kind, std::vector<Formula> terms) {
  const Kind opposite = kind == Kind::all ? Kind::any : Kind::all;  // empty, it decides the group
  Terms all(kind);
  for (Formula& term : terms) {
    Formula simple = simplify(std::move(term));
    if (is_constant(simple, opposite)) return formula(opposite, {});
    all.add(std::move(simple));
  }
  std::vector<Formula> kept = std::move(all).take();
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
