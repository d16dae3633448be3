// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/evaluator.h"

#include <algorithm>

namespace trace {

Evaluator::Evaluator(std::vector<Signature> signatures, std::vector<std::unique_ptr<NativeSignature>> natives)
    : signatures_(std::move(signatures)), natives_(std::move(natives)) {
  const auto slot_of = [this](const EventSpec& event) -> Slot& {
    std::unique_ptr<Slot>& slot = slots_.at(event.slot);
    if (slot == nullptr) slot = std::make_unique<Slot>();
    return *slot;
  };
  std::array<std::vector<Program>, WIRE_SLOT_COUNT> programs;
  for (std::size_t s = 0; s < signatures_.size(); ++s) {
    for (std::size_t c = 0; c < signatures_[s].clauses.size(); ++c) {
      const Program& program = signatures_[s].clauses[c].program;
      slot_of(program.event()).owners.push_back({s, c});
      programs.at(program.event().slot).push_back(program);
    }
  }
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!programs.at(i).empty()) slots_.at(i)->index.emplace(std::move(programs.at(i)));
  }
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
  Slot* slot = slots_.at(event.spec->slot).get();
  if (slot == nullptr) return ok();
  if (slot->index) {
    std::size_t last = signatures_.size();
    for (const std::uint32_t program : slot->index->match(event)) {
      const Owner owner = slot->owners[program];
      if (owner.signature == last) continue;  // clauses of one signature stand together
      const Signature& signature = signatures_[owner.signature];
      const Clause& clause = signature.clauses[owner.clause];
      if (event.not_understood != 0 && !clause.program.holds_for_certain(event)) continue;
      last = owner.signature;
      const FindingData data = finding_data(clause, event);
      TRY(sink.detection({signature.metadata, data, event}));
    }
  }
  for (const Native& native : slot->natives) {
    if ((event.not_understood & native.reads) != 0) continue;
    if (const auto data = native.signature->on_event(event)) {
      TRY(sink.detection({native.signature->metadata(), *data, event}));
    }
  }
  return ok();
}

std::vector<std::string_view> Evaluator::events() const {
  std::vector<std::string_view> names;
  for (const EventSpec& event : trace::events()) {
    if (slots_.at(event.slot) != nullptr) names.push_back(event.name);
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
      const Signature& signature = signatures_[owner.signature];
      out += "\n  " + signature.metadata.id + " " + signature.metadata.name + "\n";
      std::string dump = signature.clauses[owner.clause].program.dump();
      for (std::size_t at = 0; at < dump.size(); at = dump.find('\n', at) + 1) dump.insert(at, "    "), at += 4;
      out += dump;
    }
    out += '\n';
  }
  return out;
}

}  // namespace trace
