// SPDX-License-Identifier: Apache-2.0
// The stage that makes derived events: of those that were asked for, the function of each is called for the events that
// it uses.
#pragma once

#include <array>
#include <vector>

#include "collector/derive/derivations.h"

namespace trace {

class DeriveStage final : public Stage {
 public:
  // `selected`: the events that were asked for. The tables must outlive it.
  DeriveStage(const EventSlots& selected, const Tables& tables);

  std::string_view name() const override { return "derive"; }
  StageNeeds needs() const override;
  bool on(Event& event, Emit& emit) override;

 private:
  Tables tables_;
  std::array<std::vector<Derive>, WIRE_SLOT_COUNT> by_cause_;  // by slot of the event that is used
};

}  // namespace trace
