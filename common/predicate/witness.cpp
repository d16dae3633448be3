// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/witness.h"

#include <algorithm>

namespace trace {
namespace {

// How often the atoms will be found where the program does not hold, and what finding them costs:
// less is better.
enum class Rank : std::uint8_t { text_equal, text_edge, number_equal, substring, regex, comparison, none };

struct Witness {
  Rank rank = Rank::none;
  std::vector<const Atom*> atoms;
};

std::size_t shortest_text(const Atom& atom) {
  std::size_t shortest = SIZE_MAX;
  for (const Operand& operand : atom.operands) {
    const auto* text = std::get_if<std::string>(&operand);
    shortest = std::min(shortest, text == nullptr ? 0 : text->size());
  }
  return shortest;
}

bool is_flag(const Atom& atom) {
  return atom.field.in_context && (atom.field.ordinal == static_cast<std::uint8_t>(ContextField::containerStarted) ||
                                   atom.field.ordinal == static_cast<std::uint8_t>(ContextField::isCompat));
}

Rank rank_of(const Atom& atom) {
  if (atom.other) return Rank::none;
  const bool numbers = !atom.operands.empty() && std::holds_alternative<Number>(atom.operands.front());
  switch (atom.op) {
    case Op::equal:
      if (is_flag(atom)) return Rank::none;  // half of all events have it
      return numbers ? Rank::number_equal : Rank::text_equal;
    case Op::starts_with:
    case Op::ends_with:
      return shortest_text(atom) > 1 ? Rank::text_edge : Rank::none;
    case Op::contains:
      return shortest_text(atom) > 1 ? Rank::substring : Rank::none;
    case Op::glob:
    case Op::matches: {
      const bool has_literals = std::all_of(atom.patterns.begin(), atom.patterns.end(),
                                            [](const Regex& pattern) { return !pattern.literals().empty(); });
      return has_literals ? Rank::regex : Rank::none;
    }
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
      return Rank::comparison;
    case Op::exists:
    case Op::has_bits:
    case Op::has_all:
      return Rank::none;
  }
  return Rank::none;
}

Witness choose(const Formula& formula) {
  switch (formula.kind) {
    case Formula::Kind::atom: {
      const Rank rank = rank_of(formula.atom);
      return rank == Rank::none ? Witness() : Witness{rank, {&formula.atom}};
    }
    case Formula::Kind::all: {
      Witness best;
      for (const Formula& term : formula.terms) {
        Witness witness = choose(term);
        if (witness.rank < best.rank) best = std::move(witness);
      }
      return best;
    }
    case Formula::Kind::any: {
      Witness every{Rank::text_equal, {}};
      for (const Formula& term : formula.terms) {
        const Witness witness = choose(term);
        every.rank = std::max(every.rank, witness.rank);
        every.atoms.insert(every.atoms.end(), witness.atoms.begin(), witness.atoms.end());
      }
      return every.rank == Rank::none ? Witness() : every;
    }
    case Formula::Kind::negation:
      return {};
  }
  return {};
}

}  // namespace

std::optional<std::vector<const Atom*>> witness_of(const Formula& formula) {
  Witness witness = choose(formula);
  if (witness.rank == Rank::none) return std::nullopt;
  return std::move(witness.atoms);
}

}  // namespace trace
