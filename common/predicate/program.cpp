// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/program.h"

#include <algorithm>
#include <unordered_map>

#include "common/predicate/atom_hash.h"

namespace trace {
namespace {

std::string target(std::int32_t to) {
  if (to == Program::kYes) return "yes";
  return to == Program::kNo ? "no" : std::to_string(to);
}

bool is_understood(const Field& field, const Event& event) {
  return field.place != Field::Place::argument || (event.not_understood >> field.ordinal & 1) == 0;
}

enum class Truth : std::uint8_t { no, unknown, yes };

// Kleene's logic of three values: "and" is the least of its terms, "or" the greatest.
Truth truth_of(const Formula& formula, const Event& event, Scratch& scratch) {
  switch (formula.kind) {
    case Formula::Kind::atom: {
      const Atom& atom = formula.atom;
      if (!is_understood(atom.field, event)) return Truth::unknown;
      if (atom.other && !is_understood(*atom.other, event)) return Truth::unknown;
      return holds(atom, event, scratch) ? Truth::yes : Truth::no;
    }
    case Formula::Kind::negation: {
      const Truth truth = truth_of(formula.terms.front(), event, scratch);
      if (truth == Truth::unknown) return truth;
      return truth == Truth::yes ? Truth::no : Truth::yes;
    }
    case Formula::Kind::all: {
      Truth least = Truth::yes;
      for (const Formula& term : formula.terms) least = std::min(least, truth_of(term, event, scratch));
      return least;
    }
    case Formula::Kind::any: {
      Truth greatest = Truth::no;
      for (const Formula& term : formula.terms) greatest = std::max(greatest, truth_of(term, event, scratch));
      return greatest;
    }
  }
  return Truth::unknown;
}

// Of equal atoms the first one; what names the others names it then.
void keep_each_once(std::vector<Atom>& atoms, std::vector<Program::Instruction>& code) {
  std::vector<Atom> kept;
  std::unordered_multimap<std::size_t, std::uint32_t> by_hash;  // places in `kept`
  std::vector<std::uint32_t> places;                            // there, of all atoms
  for (Atom& atom : atoms) {
    const std::size_t hash = hash_of(atom);
    const auto [first, end] = by_hash.equal_range(hash);
    const auto known = std::find_if(first, end, [&](const auto& other) { return kept[other.second] == atom; });
    places.push_back(known == end ? static_cast<std::uint32_t>(kept.size()) : known->second);
    if (known != end) continue;
    by_hash.emplace(hash, places.back());
    kept.push_back(std::move(atom));
  }
  for (Program::Instruction& instruction : code) instruction.atom = places[instruction.atom];
  atoms = std::move(kept);
}

}  // namespace

Program::Program(Formula formula, const EventSpec& event) : event_(&event), formula_(std::move(formula)) {
  entry_ = emit(formula_, kYes, kNo);
  keep_each_once(atoms_, code_);
  // Emitted from the end backwards, since an instruction names those that follow it; now into
  // reading order.
  std::reverse(code_.begin(), code_.end());
  const auto last = static_cast<std::int32_t>(code_.size()) - 1;
  const auto turn = [&](std::int32_t& to) { to = to < 0 ? to : last - to; };
  turn(entry_);
  for (Instruction& instruction : code_) {
    turn(instruction.if_true);
    turn(instruction.if_false);
  }
}

std::uint32_t Program::atom_index(const Atom& atom) {
  atoms_.push_back(atom);
  return static_cast<std::uint32_t>(atoms_.size()) - 1;
}

// Returns where to start in order to get to if_true or if_false.
std::int32_t Program::emit(const Formula& formula, std::int32_t if_true, std::int32_t if_false) {
  switch (formula.kind) {
    case Formula::Kind::atom:
      code_.push_back({atom_index(formula.atom), if_true, if_false});
      return static_cast<std::int32_t>(code_.size()) - 1;
    case Formula::Kind::negation:
      return emit(formula.terms.front(), if_false, if_true);
    case Formula::Kind::all: {
      std::int32_t next = if_true;
      for (auto term = formula.terms.rbegin(); term != formula.terms.rend(); ++term) {
        next = emit(*term, next, if_false);
      }
      return next;
    }
    case Formula::Kind::any: {
      std::int32_t next = if_false;
      for (auto term = formula.terms.rbegin(); term != formula.terms.rend(); ++term) {
        next = emit(*term, if_true, next);
      }
      return next;
    }
  }
  return if_false;
}

bool Program::holds_for_certain(const Event& event) const {
  Scratch scratch;
  return truth_of(formula_, event, scratch) == Truth::yes;
}

bool Program::run(const Event& event) const {
  Scratch scratch;
  std::int32_t at = entry_;
  while (at >= 0) {
    const Instruction& now = code_[static_cast<std::size_t>(at)];
    at = holds(atoms_[now.atom], event, scratch) ? now.if_true : now.if_false;
  }
  return at == kYes;
}

std::string Program::dump() const {
  if (code_.empty()) return std::string(entry_ == kYes ? "always" : "never") + "\n";
  std::string text;
  for (std::size_t i = 0; i < code_.size(); ++i) {
    const Instruction& now = code_[i];
    text += std::to_string(i) + "  " + to_text(atoms_[now.atom], *event_) + "  -> " + target(now.if_true) + " | " +
            target(now.if_false) + "\n";
  }
  return text;
}

}  // namespace trace
