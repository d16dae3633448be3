// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/index.h"

#include <algorithm>
#include <tuple>

#include "common/predicate/witness.h"

namespace trace {

namespace {

// One of 64 bits by the size and last byte of a text, which is cheaper than its hash.
std::uint64_t shape_of(std::string_view text) {
  const auto last = text.empty() ? 0U : static_cast<unsigned char>(text.back());
  return std::uint64_t{1} << ((text.size() * 11 + last) & 63U);
}

}  // namespace

Index::Index(std::vector<Program> programs) : programs_(std::move(programs)) {
  intern_atoms();
  choose_witnesses();
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
  std::vector<LiteralMatcher::Literal> beginnings, ends, substrings;
  for (const AtomId id : table.atoms) {
    const Atom& atom = atoms[id];
    for (const Regex& pattern : atom.patterns) {
      for (const std::string& literal : pattern.literals()) substrings.push_back({literal, id, true});
    }
    if (!atom.patterns.empty()) continue;
    for (const Operand& operand : atom.operands) {
      if (const auto* number = std::get_if<Number>(&operand)) {
        add_number(table, atom.op, *number, id);
        continue;
      }
      const auto& text = *std::get_if<std::string>(&operand);
      if (atom.op == Op::equal) {
        table.texts[text].push_back(id);
        table.text_shapes |= shape_of(text);
      } else if (atom.op == Op::starts_with) {
        beginnings.push_back({text, id, false});
      } else if (atom.op == Op::ends_with) {
        ends.push_back({text, id, false});
      } else {
        substrings.push_back({text, id, false});
      }
    }
  }
  std::sort(table.lowest.begin(), table.lowest.end(), [](const Bound& a, const Bound& b) {
    return std::tie(a.number, b.or_equal) < std::tie(b.number, a.or_equal);
  });
  std::sort(table.highest.begin(), table.highest.end(), [](const Bound& a, const Bound& b) {
    return std::tie(b.number, b.or_equal) < std::tie(a.number, a.or_equal);
  });
  table.beginnings = LiteralMatcher(LiteralMatcher::Where::begins, std::move(beginnings));
  table.ends = LiteralMatcher(LiteralMatcher::Where::ends, std::move(ends));
  table.substrings = LiteralMatcher(LiteralMatcher::Where::anywhere, std::move(substrings));
}

void Index::add_number(Table& table, Op op, Number number, AtomId id) {
  if (op == Op::equal) {
    table.numbers[number].push_back(id);
  } else if (op == Op::greater || op == Op::greater_equal) {
    table.lowest.push_back({number, op == Op::greater_equal, id});
  } else {
    table.highest.push_back({number, op == Op::less_equal, id});
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
  if ((table.text_shapes & shape_of(text)) != 0) {
    if (const auto hit = table.texts.find(text); hit != table.texts.end()) {
      for (const AtomId atom : hit->second) hold(atom);
    }
  }
  table.beginnings.for_each_match(text, hold);
  table.ends.for_each_match(text, hold);
  table.substrings.for_each_match(
      text, [&](AtomId atom) { found(atom, atoms_[atom].patterns.empty() ? Truth::yes : Truth::possible); });
}

// REQUIRES: atom is a witness.
void Index::found(AtomId atom, Truth truth) {
  Known& known = known_[atom];
  if (known.epoch == epoch_ && known.truth == truth) return;
  known = {epoch_, truth};
  for (const ProgramId program : witnessed_by_[atom]) add_candidate(program);
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
  std::string out = std::string(event.name) + ": " + std::to_string(programs_.size()) + " programs, " +
                    std::to_string(atoms_.size()) + " distinct tests, " + std::to_string(always_.size()) +
                    " programs without a witness\n";
  for (const Table& table : tables_) {
    out += "  by " + to_text(table.field, event) + ":";
    for (const AtomId atom : table.atoms) out += "\n    " + to_text(atoms_[atom], event);
    out += '\n';
  }
  return out;
}

}  // namespace trace
