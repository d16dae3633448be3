// SPDX-License-Identifier: Apache-2.0
#include "collector/derive/derive_stage.h"

namespace trace {

DeriveStage::DeriveStage(const EventSlots& selected, const Tables& tables) : tables_(tables) {
  for (const Derivation& derivation : derivations()) {
    if (!selected.test(derivation.slot)) continue;
    for (const std::uint32_t used : events()[derivation.slot].uses) {
      by_cause_.at(find_event(used)->slot).push_back(derivation.derive);
    }
  }
}

StageNeeds DeriveStage::needs() const {
  StageNeeds needs;
  for (std::size_t slot = 0; slot < by_cause_.size(); ++slot) needs.learns.set(slot, !by_cause_.at(slot).empty());
  return needs;
}

bool DeriveStage::on(Event& event, Emit& emit) {
  for (const Derive derive : by_cause_[event.spec->slot]) derive(event, tables_, emit);
  return true;
}

}  // namespace trace
