// SPDX-License-Identifier: Apache-2.0
// The idea is RE2's prefilter: a condition that is necessary, and cheap to ask for many at once. From the bottom up:
//
//   an atom  is its own prefilter, if its operator can be looked up (ops.def) and is seldom true
//   all      has that of one term: the best
//   any      has those of every term, and none if one term has none
//   not      has none: it holds where nothing was found
//
// The best is what is found least often where the program does not hold, and found most cheaply (Rank). A bad choice
// costs time, never a match: the program is run on what was found. O(size of the formula).
#include "common/predicate/prefilter.h"

#include <algorithm>
#include <cstdint>

namespace trace {
namespace {

enum class Rank : std::uint8_t { text_equal, text_edge, number_equal, substring, needed_literals, comparison, none };

struct Choice {
  Rank rank = Rank::none;
  std::vector<const Atom*> atoms;
};

// One byte is found everywhere.
bool has_long_texts(const Atom& atom) {
  return std::all_of(atom.operands.begin(), atom.operands.end(), [](const Operand& operand) {
    const auto* text = std::get_if<std::string>(&operand);
    return text != nullptr && text->size() > 1;
  });
}

bool needs_literals(const Atom& atom) {
  return std::all_of(atom.compiled.begin(), atom.compiled.end(),
                     [](const CompiledLiteral& literal) { return !literal.needed.empty(); });
}

Rank rank_of(const Atom& atom, const EventSpec& event) {
  if (atom.other) return Rank::none;
  switch (op_spec(atom.op).lookup) {
    case Lookup::none:
      return Rank::none;
    case Lookup::equality: {
      const wire_type type = type_of(atom.field, event).type;
      if (is_truth(type)) return Rank::none;  // half of all events have it
      const bool numbers = !atom.operands.empty() && std::holds_alternative<Number>(atom.operands.front());
      return numbers ? Rank::number_equal : Rank::text_equal;
    }
    case Lookup::lower_bound:
    case Lookup::upper_bound:
      return Rank::comparison;
    case Lookup::prefix:
    case Lookup::suffix:
      return has_long_texts(atom) ? Rank::text_edge : Rank::none;
    case Lookup::substring:
      return has_long_texts(atom) ? Rank::substring : Rank::none;
    case Lookup::needed_literals:
      return needs_literals(atom) ? Rank::needed_literals : Rank::none;
  }
  return Rank::none;
}

Choice choose(const Formula& formula, const EventSpec& event) {
  switch (formula.kind) {
    case Formula::Kind::atom: {
      const Rank rank = rank_of(formula.atom, event);
      return rank == Rank::none ? Choice() : Choice{rank, {&formula.atom}};
    }
    case Formula::Kind::all: {
      Choice best;
      for (const Formula& term : formula.terms) {
        Choice choice = choose(term, event);
        if (choice.rank < best.rank) best = std::move(choice);
      }
      return best;
    }
    case Formula::Kind::any: {
      Choice every{Rank::text_equal, {}};
      for (const Formula& term : formula.terms) {
        const Choice choice = choose(term, event);
        every.rank = std::max(every.rank, choice.rank);
        every.atoms.insert(every.atoms.end(), choice.atoms.begin(), choice.atoms.end());
      }
      return every.rank == Rank::none ? Choice() : every;
    }
    case Formula::Kind::negation:
      return {};
  }
  return {};
}

}  // namespace

std::optional<std::vector<const Atom*>> prefilter_of(const Formula& formula, const EventSpec& event) {
  Choice choice = choose(formula, event);
  if (choice.rank == Rank::none) return std::nullopt;
  return std::move(choice.atoms);
}

}  // namespace trace
