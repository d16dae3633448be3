// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/evaluator.h"

#include <algorithm>

#include "common/base/printable.h"

namespace trace {
namespace {

bool asks_state(const Field& field) {
  return field.place == Field::Place::state;
}

bool asks_state(const Formula& formula) {
  const Atom& atom = formula.atom;
  if (formula.kind == Formula::Kind::atom) return asks_state(atom.field) || (atom.other && asks_state(*atom.other));
  return std::any_of(formula.terms.begin(), formula.terms.end(), [](const Formula& term) { return asks_state(term); });
}

bool asks_state(const Clause& clause) {
  const auto reads_state = [](const DataField& data) {
    const auto* field = std::get_if<Field>(&data.value);
    return field != nullptr && asks_state(*field);
  };
  const auto asks = [](const Field& field) { return asks_state(field); };
  return asks_state(clause.program.formula()) || (clause.data_from && asks_state(*clause.data_from)) ||
         (clause.object && asks(*clause.object)) ||
         std::any_of(clause.continues.begin(), clause.continues.end(), asks) ||
         std::any_of(clause.data.begin(), clause.data.end(), reads_state);
}

// Each line of a text, four columns to the right.
std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    out.append("    ").append(text.substr(0, size));
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace

Evaluator::Evaluator(std::vector<Rule> rules, std::vector<std::unique_ptr<NativeSignature>> natives)
    : rules_(std::move(rules)), natives_(std::move(natives)) {
  std::array<std::vector<Program>, WIRE_SLOT_COUNT> programs;
  add_rules(programs);
  add_natives();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!programs.at(i).empty()) slots_.at(i)->index.emplace(std::move(programs.at(i)));
    if (slots_.at(i) != nullptr && slots_.at(i)->asks_state && state_ == nullptr)
      state_ = std::make_unique<ProcessFields>();
  }
}

Evaluator::Slot& Evaluator::slot_of(const EventSpec& event) {
  std::unique_ptr<Slot>& slot = slots_.at(event.slot);
  if (slot == nullptr) slot = std::make_unique<Slot>();
  return *slot;
}

void Evaluator::add_rules(std::array<std::vector<Program>, WIRE_SLOT_COUNT>& programs) {
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    for (std::size_t c = 0; c < rules_[r].clauses.size(); ++c) {
      const Clause& clause = rules_[r].clauses[c];
      Slot& slot = slot_of(clause.program.event());
      slot.owners.push_back({r, c});
      slot.asks_state = slot.asks_state || asks_state(clause);
      programs.at(clause.program.event().slot).push_back(clause.program);
    }
  }
}

void Evaluator::add_natives() {
  for (const auto& native : natives_) {
    for (const Interest& interest : native->interests()) {
      const EventSpec& event = *find_event(interest.event);
      std::uint64_t reads = 0;
      for (const std::string_view argument : interest.arguments) reads |= std::uint64_t{1} << *event.field(argument);
      slot_of(event).natives.push_back({native.get(), reads});
    }
  }
}

Status Evaluator::evaluate(const Event& event, DetectionSink& sink) {
  learn(event);
  Slot* slot = slots_[event.spec->slot].get();
  if (slot == nullptr) return ok();
  if (slot->asks_state) {
    TRY(evaluate_rules(*slot, with_state(event), sink));
  } else if (slot->index) {
    TRY(evaluate_rules(*slot, event, sink));
  }
  for (const Native& native : slot->natives) {
    if ((event.not_understood & native.reads) != 0) continue;
    finding_.clear();
    if (native.signature->on_event(event, finding_)) {
      TRY(sink.detection({native.signature->metadata(), finding_, with_state(event)}));
    }
  }
  return ok();
}

Status Evaluator::evaluate_rules(Slot& slot, const Event& event, DetectionSink& sink) {
  std::size_t last = rules_.size();
  for (const std::uint32_t program : slot.index->match(event)) {
    const Owner owner = slot.owners[program];
    if (owner.rule == last) continue;  // clauses of one rule stand together
    const Rule& rule = rules_[owner.rule];
    const Clause& clause = rule.clauses[owner.clause];
    if (event.not_understood != 0 && !clause.program.holds_for_certain(event)) continue;
    finding_.clear();
    if (!fill(finding_, clause, event)) continue;
    last = owner.rule;
    if (acts_.goes_on(rule, clause, event)) continue;
    TRY(sink.detection({rule.metadata, finding_, event.state == nullptr ? with_state(event) : event}));
  }
  return ok();
}

const Event& Evaluator::with_state(const Event& event) {
  asked_.spec = event.spec;
  asked_.architecture = event.architecture;
  asked_.context = event.context;
  std::copy_n(event.args.begin(), event.spec->fields.size(), asked_.args.begin());
  asked_.not_understood = event.not_understood;
  asked_.state = state_.get();
  return asked_;
}

void Evaluator::learn_from(Evaluator&& before) {
  acts_ = std::move(before.acts_);
  if (state_ != nullptr && before.state_ != nullptr) state_ = std::move(before.state_);
}

void Evaluator::forget() {
  acts_ = {};
  if (state_ != nullptr) state_ = std::make_unique<ProcessFields>();
}

std::vector<std::string_view> Evaluator::events() const {
  std::vector<std::string_view> names;
  for (const EventSpec& event : trace::events()) {
    const bool teaches = state_ != nullptr && Processes::is_source(event);
    if (teaches || slots_.at(event.slot) != nullptr) names.push_back(event.name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Evaluator::explain() const {
  std::string out;
  for (const auto& slot : slots_) {
    if (slot == nullptr || !slot->index) continue;
    out += slot->index->dump();
    for (const Owner& owner : slot->owners) {
      const Rule& rule = rules_[owner.rule];
      out += "\n  " + printable(rule.metadata.id) + " " + printable(rule.metadata.name) + "\n";
      out += indented(rule.clauses[owner.clause].program.dump());
    }
    out += '\n';
  }
  return out;
}

}  // namespace trace
