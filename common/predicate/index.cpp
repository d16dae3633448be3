// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/index.h"

#include <algorithm>

#include "common/predicate/witness.h"

namespace trace {

Index::Index(std::vector<Program> programs) : programs_(std::move(programs)) {
  intern_atoms();
  choose_witnesses();
  build_tables();
  known_.resize(atoms_.size());
  candidate_epoch_.resize(programs_.size());
}

void Index::intern_atoms() {
  std::unordered_map<std::string, std::vector<AtomId>>
      by_text;  // one text may be that of several atoms
  for (const Program& program : programs_) {
    std::vector<AtomId>& ids = atom_of_.emplace_back();
    for (const Atom& atom : program.atoms()) {
      std::vector<AtomId>& same_text = by_text[to_text(atom, program.event())];
      const auto known = std::find_if(same_text.begin(), same_text.end(),
                                      [&](AtomId id) { return atoms_[id] == atom; });
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

void Index::choose_witnesses() {
  witnessed_by_.resize(atoms_.size());
  for (ProgramId id = 0; id < programs_.size(); ++id) {
    const Program& program = programs_[id];
    std::vector<AtomId>& witness = witness_.emplace_back();
    const auto chosen = witness_of(program.formula());
    if (!chosen) {
      always_.push_back(id);
      continue;
    }
    for (const Atom* atom : *chosen) {
      const auto& own = program.atoms();
      const auto at = std::find(own.begin(), own.end(), *atom) - own.begin();
      const AtomId shared = atom_of_[id][static_cast<std::size_t>(at)];
      witness.push_back(shared);
      witnessed_by_[shared].push_back(id);
    }
  }
}

void Index::build_tables() {
  for (AtomId id = 0; id < atoms_.size(); ++id) {
    if (witnessed_by_[id].empty()) continue;
    const Field& field = atoms_[id].field;
    auto table = std::find_if(tables_.begin(), tables_.end(),
                              [&](const Table& one) { return one.field == field; });
    if (table == tables_.end()) {
      tables_.emplace_back().field = field;
      table = tables_.end() - 1;
    }
    table->atoms.push_back(id);
  }
  for (Table& table : tables_)
    fill(table, atoms_);
}

void Index::fill(Table& table, const std::vector<Atom>& atoms) {
  std::vector<LiteralMatcher::Literal> beginnings, ends, substrings;
  std::vector<Regex> expressions;
  for (const AtomId id : table.atoms) {
    const Atom& atom = atoms[id];
    for (const Regex& pattern : atom.patterns) {
      expressions.push_back(pattern);
      table.gate_atom.push_back(id);
    }
    if (!atom.patterns.empty()) continue;
    for (const Operand& operand : atom.operands) {
      const auto* text = std::get_if<std::string>(&operand);
      if (text == nullptr) {
        table.numbers[*std::get_if<Number>(&operand)].push_back(id);
      } else if (atom.op == Op::equal) {
        table.texts[*text].push_back(id);
      } else if (atom.op == Op::starts_with) {
        beginnings.push_back({*text, id, false});
      } else if (atom.op == Op::ends_with) {
        ends.push_back({*text, id, false});
      } else {
        substrings.push_back({*text, id, false});
      }
    }
  }
  table.gate_base = static_cast<std::uint32_t>(atoms.size());
  if (!expressions.empty()) {
    table.gate.emplace_back(expressions);
    std::uint32_t id = table.gate_base;
    for (const std::string& literal : table.gate.front().literals()) {
      substrings.push_back({literal, id++, true});
    }
  }
  table.beginnings = LiteralMatcher(LiteralMatcher::Where::begins, std::move(beginnings));
  table.ends = LiteralMatcher(LiteralMatcher::Where::ends, std::move(ends));
  table.substrings = LiteralMatcher(LiteralMatcher::Where::anywhere, std::move(substrings));
}

std::span<const std::uint32_t> Index::match(const Event& event) {
  ++epoch_;
  candidates_.clear();
  matches_.clear();
  for (const ProgramId program : always_)
    add_candidate(program);
  for (Table& table : tables_)
    look_up(table, event);
  std::sort(candidates_.begin(), candidates_.end());
  for (const ProgramId program : candidates_) {
    if (holds_now(program, event)) matches_.push_back(program);
  }
  return matches_;
}

void Index::look_up(Table& table, const Event& event) {
  for_each_scalar(read(table.field, event, scratch_), [&](auto scalar) {
    if constexpr (std::is_same_v<decltype(scalar), std::string_view>) {
      look_up_text(table, scalar);
    } else if (const auto hit = table.numbers.find(scalar); hit != table.numbers.end()) {
      for (const AtomId atom : hit->second)
        found(atom, Truth::yes);
    }
  });
}

void Index::look_up_text(Table& table, std::string_view text) {
  const auto hold = [this](AtomId atom) { found(atom, Truth::yes); };
  if (!table.texts.empty()) {
    if (const auto hit = table.texts.find(text); hit != table.texts.end()) {
      for (const AtomId atom : hit->second)
        hold(atom);
    }
  }
  table.beginnings.for_each_match(text, hold);
  table.ends.for_each_match(text, hold);
  table.gate_literals.clear();
  table.substrings.for_each_match(text, [&](std::uint32_t id) {
    if (id < table.gate_base) return hold(id);
    table.gate_literals.push_back(static_cast<int>(id - table.gate_base));
  });
  if (table.gate.empty()) return;
  for (const int expression : table.gate.front().possible(table.gate_literals)) {
    found(table.gate_atom[static_cast<std::size_t>(expression)], Truth::possible);
  }
}

// REQUIRES: atom is a witness.
void Index::found(AtomId atom, Truth truth) {
  Known& known = known_[atom];
  if (known.epoch == epoch_ && known.truth == truth) return;
  known = {epoch_, truth};
  for (const ProgramId program : witnessed_by_[atom])
    add_candidate(program);
}

void Index::add_candidate(ProgramId program) {
  if (candidate_epoch_[program] == epoch_) return;
  candidate_epoch_[program] = epoch_;
  candidates_.push_back(program);
}

bool Index::is_true(AtomId atom, const Event& event) {
  Known& known = known_[atom];
  if (known.epoch == epoch_ && known.truth != Truth::possible) return known.truth == Truth::yes;
  const bool was_looked_up = !witnessed_by_[atom].empty();
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
  std::string out = std::string(event.name) + ": " + std::to_string(programs_.size()) +
                    " programs, " + std::to_string(atoms_.size()) + " distinct tests, " +
                    std::to_string(always_.size()) + " programs without a witness\n";
  for (const Table& table : tables_) {
    out += "  by " + to_text(table.field, event) + ":";
    for (const AtomId atom : table.atoms)
      out += "\n    " + to_text(atoms_[atom], event);
    out += '\n';
  }
  return out;
}

}  // namespace trace
