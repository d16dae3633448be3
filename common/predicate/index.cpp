// SPDX-License-Identifier: Apache-2.0
// What is known of an atom for the event at hand is stamped with the event's number (the epoch), so that nothing has to
// be cleared between two events, and an event that matches nothing allocates and writes nothing. The invariant after
// the look-up: an atom of a prefilter without a stamp is false; with one it is true, or possible if only its literals
// were found. Every other atom is unknown until it is asked for, and then tested once.
//
// The cost of an event: one read and one look-up for each field that some prefilter reads (a hash, a walk over the text
// for the tries and the automaton), plus the programs that were found.
#include "common/predicate/index.h"

#include <algorithm>
#include <tuple>

#include "common/base/text.h"
#include "common/predicate/operators.h"
#include "common/predicate/prefilter.h"

namespace trace {

namespace {

// One of 64 bits by the size and last byte of a text, which is cheaper than its hash.
std::uint64_t mark_of(std::string_view text) {
  const auto last = text.empty() ? 0U : static_cast<unsigned char>(text.back());
  return std::uint64_t{1} << ((text.size() * 11 + last) & 63U);
}

}  // namespace

Index::Index(std::vector<Program> programs) : programs_(std::move(programs)) {
  intern_atoms();
  choose_prefilters();
  build_tables();
  known_.resize(atoms_.size());
  candidate_epoch_.resize(programs_.size());
}

void Index::intern_atoms() {
  std::unordered_map<std::string, std::vector<AtomId>> by_text;  // one text may be that of several atoms
  for (const Program& program : programs_) {
    std::vector<AtomId>& ids = atom_of_.emplace_back();
    for (const Atom& atom : program.atoms()) {
      std::vector<AtomId>& same_text = by_text[to_text(atom, program.event())];
      const auto known =
          std::find_if(same_text.begin(), same_text.end(), [&](AtomId id) { return atoms_[id] == atom; });
      if (known != same_text.end()) {
        ids.push_back(*known);
        continue;
      }
      ids.push_back(static_cast<AtomId>(atoms_.size()));
      same_text.push_back(ids.back());
      atoms_.push_back(atom);
    }
  }
}

void Index::choose_prefilters() {
  found_by_.resize(atoms_.size());
  for (ProgramId id = 0; id < programs_.size(); ++id) {
    const Program& program = programs_[id];
    const auto chosen = prefilter_of(program.formula(), program.event());
    if (!chosen) {
      always_.push_back(id);
      continue;
    }
    for (const Atom* atom : *chosen) {
      const auto& own = program.atoms();
      const auto at = std::find(own.begin(), own.end(), *atom) - own.begin();
      found_by_[atom_of_[id][static_cast<std::size_t>(at)]].push_back(id);
    }
  }
}

void Index::build_tables() {
  for (AtomId id = 0; id < atoms_.size(); ++id) {
    if (found_by_[id].empty()) continue;
    const Field& field = atoms_[id].field;
    auto table = std::find_if(tables_.begin(), tables_.end(), [&](const Table& one) { return one.field == field; });
    if (table == tables_.end()) {
      tables_.emplace_back().field = field;
      table = tables_.end() - 1;
    }
    table->atoms.push_back(id);
  }
  for (Table& table : tables_) fill(table, atoms_);
}

void Index::fill(Table& table, const std::vector<Atom>& atoms) {
  Literals literals;
  for (const AtomId id : table.atoms) add_atom(table, literals, atoms[id], id);
  std::sort(table.lowest.begin(), table.lowest.end(), [](const Bound& a, const Bound& b) {
    return std::tie(a.number, b.or_equal) < std::tie(b.number, a.or_equal);
  });
  std::sort(table.highest.begin(), table.highest.end(), [](const Bound& a, const Bound& b) {
    return std::tie(b.number, b.or_equal) < std::tie(a.number, a.or_equal);
  });
  table.beginnings = LiteralMatcher(LiteralMatcher::Where::begins, std::move(literals.beginnings));
  table.ends = LiteralMatcher(LiteralMatcher::Where::ends, std::move(literals.ends));
  table.substrings = LiteralMatcher(LiteralMatcher::Where::anywhere, std::move(literals.substrings));
}

void Index::add_atom(Table& table, Literals& literals, const Atom& atom, AtomId id) {
  switch (op_spec(atom.op).lookup) {
    case Lookup::none:  // no prefilter has it
      return;
    case Lookup::equality:
      add_equal(table, atom, id);
      return;
    case Lookup::lower_bound:
      add_bounds(table.lowest, atom, id);
      return;
    case Lookup::upper_bound:
      add_bounds(table.highest, atom, id);
      return;
    case Lookup::prefix:
      add_texts(literals.beginnings, atom, id);
      return;
    case Lookup::suffix:
      add_texts(literals.ends, atom, id);
      return;
    case Lookup::substring:
      add_texts(literals.substrings, atom, id);
      return;
    case Lookup::needed_literals:
      table.needing.push_back(id);
      for (const CompiledLiteral& compiled : atom.compiled) {
        for (const std::string& needed : compiled.needed) literals.substrings.push_back({needed, id, true});
      }
      return;
  }
}

void Index::add_equal(Table& table, const Atom& atom, AtomId id) {
  for (const Operand& operand : atom.operands) {
    if (const auto* number = std::get_if<Number>(&operand)) {
      table.numbers[*number].push_back(id);
    } else {
      const auto& text = *std::get_if<std::string>(&operand);
      table.texts[text].push_back(id);
      table.text_marks |= mark_of(text);
    }
  }
}

void Index::add_bounds(std::vector<Bound>& bounds, const Atom& atom, AtomId id) {
  const bool or_equal = operator_of(atom.op).order(std::strong_ordering::equal);
  for (const Operand& operand : atom.operands) {
    if (const auto* number = std::get_if<Number>(&operand)) bounds.push_back({*number, or_equal, id});
  }
}

void Index::add_texts(std::vector<LiteralMatcher::Literal>& texts, const Atom& atom, AtomId id) {
  for (const Operand& operand : atom.operands) {
    if (const auto* text = std::get_if<std::string>(&operand)) texts.push_back({*text, id, false});
  }
}

std::span<const std::uint32_t> Index::match(const Event& event) {
  ++epoch_;
  candidates_.clear();
  matches_.clear();
  for (const ProgramId program : always_) add_candidate(program);
  for (const Table& table : tables_) look_up(table, event);
  std::sort(candidates_.begin(), candidates_.end());
  for (const ProgramId program : candidates_) {
    if (holds_now(program, event)) matches_.push_back(program);
  }
  return matches_;
}

void Index::look_up(const Table& table, const Event& event) {
  for_each_scalar(read(table.field, event, scratch_), [&](auto scalar) {
    if constexpr (std::is_same_v<decltype(scalar), std::string_view>) {
      look_up_text(table, scalar);
    } else {
      look_up_number(table, scalar);
    }
  });
}

void Index::look_up_number(const Table& table, Number number) {
  if (!table.numbers.empty()) {
    if (const auto hit = table.numbers.find(number); hit != table.numbers.end()) {
      for (const AtomId atom : hit->second) found(atom, Truth::yes);
    }
  }
  for (const Bound& bound : table.lowest) {
    if (number < bound.number || (number == bound.number && !bound.or_equal)) break;
    found(bound.atom, Truth::yes);
  }
  for (const Bound& bound : table.highest) {
    if (number > bound.number || (number == bound.number && !bound.or_equal)) break;
    found(bound.atom, Truth::yes);
  }
}

void Index::look_up_text(const Table& table, std::string_view text) {
  const auto hold = [this](AtomId atom) { found(atom, Truth::yes); };
  if ((table.text_marks & mark_of(text)) != 0) {
    if (const auto hit = table.texts.find(text); hit != table.texts.end()) {
      for (const AtomId atom : hit->second) hold(atom);
    }
  }
  table.beginnings.for_each_match(text, hold);
  table.ends.for_each_match(text, hold);
  if (!table.needing.empty() && !is_ascii(text)) {
    for (const AtomId atom : table.needing) found(atom, Truth::possible);
  }
  table.substrings.for_each_match(
      text, [&](AtomId atom) { found(atom, atoms_[atom].compiled.empty() ? Truth::yes : Truth::possible); });
}

// REQUIRES: atom is one of a prefilter.
void Index::found(AtomId atom, Truth truth) {
  Known& known = known_[atom];
  if (known.epoch == epoch_ && known.truth == truth) return;
  known = {epoch_, truth};
  for (const ProgramId program : found_by_[atom]) add_candidate(program);
}

void Index::add_candidate(ProgramId program) {
  if (candidate_epoch_[program] == epoch_) return;
  candidate_epoch_[program] = epoch_;
  candidates_.push_back(program);
}

bool Index::is_true(AtomId atom, const Event& event) {
  Known& known = known_[atom];
  if (known.epoch == epoch_ && known.truth != Truth::possible) return known.truth == Truth::yes;
  const bool was_looked_up = !found_by_[atom].empty();
  const bool not_found = was_looked_up && known.epoch != epoch_;
  const bool truth = !not_found && holds(atoms_[atom], event, scratch_);
  known = {epoch_, truth ? Truth::yes : Truth::no};
  return truth;
}

bool Index::holds_now(ProgramId program, const Event& event) {
  const Program& code = programs_[program];
  std::int32_t at = code.entry();
  while (at >= 0) {
    const Program::Instruction& now = code.code()[static_cast<std::size_t>(at)];
    at = is_true(atom_of_[program][now.atom], event) ? now.if_true : now.if_false;
  }
  return at == Program::kYes;
}

std::string Index::dump() const {
  if (programs_.empty()) return {};
  const EventSpec& event = programs_.front().event();
  std::string out = std::string(event.name) + ": " + std::to_string(programs_.size()) + " programs, " +
                    std::to_string(atoms_.size()) + " distinct tests, " + std::to_string(always_.size()) +
                    " programs without a prefilter\n";
  for (const Table& table : tables_) {
    out += "  by " + to_text(table.field, event) + ":";
    for (const AtomId atom : table.atoms) out += "\n    " + to_text(atoms_[atom], event);
    out += '\n';
  }
  return out;
}

}  // namespace trace
