// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/either_path.h"

#include <algorithm>
#include <optional>

namespace trace {
namespace {

// The same place of the path's origin; nothing if it is none of a path that has one.
std::optional<Field> origin_of(const Field& field, const EventSpec& event) {
  if (field.place != Field::Place::argument) return std::nullopt;
  const auto origin = event.origin_of(field.ordinal);
  if (!origin) return std::nullopt;
  Field other = field;
  other.ordinal = static_cast<std::uint8_t>(*origin);
  return other;
}

Formula exists(const Field& field) {
  Atom atom;
  atom.field.ordinal = field.ordinal;
  return formula(std::move(atom));
}

// The origins that a formula has a path of.
void collect(const Formula& of, const EventSpec& event, std::vector<Formula>& there) {
  const auto add = [&](const std::optional<Field>& origin) {
    if (!origin) return;
    Formula one = exists(*origin);
    if (std::find(there.begin(), there.end(), one) == there.end()) there.push_back(std::move(one));
  };
  if (of.kind == Formula::Kind::atom) {
    add(origin_of(of.atom.field, event));
    if (of.atom.other) add(origin_of(*of.atom.other, event));
  }
  for (const Formula& term : of.terms) collect(term, event, there);
}

Formula replaced(const Formula& of, const EventSpec& event, bool only_one);

// Of two paths of an event one may have an origin and the other none.
Formula replaced_atom(const Formula& of, const EventSpec& event, bool only_one) {
  const std::optional<Field> origin = origin_of(of.atom.field, event);
  const std::optional<Field> other = of.atom.other ? origin_of(*of.atom.other, event) : std::nullopt;
  if (!origin && !other) return of;
  Formula by_origin = of;
  if (origin) by_origin.atom.field = *origin;
  if (other) by_origin.atom.other = other;
  if (only_one) return by_origin;
  return formula(Formula::Kind::any,
                 {by_origin, formula(Formula::Kind::all,
                                     {formula(Formula::Kind::negation, {exists(origin ? *origin : *other)}), of})});
}

Formula replaced(const Formula& of, const EventSpec& event, bool only_one) {
  if (of.kind == Formula::Kind::atom) return replaced_atom(of, event, only_one);
  Formula all = of;
  for (Formula& term : all.terms) term = replaced(term, event, only_one);
  return all;
}

}  // namespace

Formula with_either_path(Formula formula, const EventSpec& event) {
  std::vector<Formula> there;
  collect(formula, event, there);
  if (there.empty()) return formula;
  Formula by_origin = replaced(formula, event, there.size() == 1);
  Formula asked = trace::formula(Formula::Kind::any, std::move(there));
  return trace::formula(
      Formula::Kind::any,
      {std::move(formula), trace::formula(Formula::Kind::all, {std::move(asked), std::move(by_origin)})});
}

}  // namespace trace
