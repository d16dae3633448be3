// SPDX-License-Identifier: Apache-2.0
// The fields parent.* and ancestor.* of state.def, from the table of processes.
#pragma once

#include "common/event/event_state.h"
#include "common/state/processes.h"

namespace trace {

class ProcessFields final : public EventState {
 public:
  // Ancestors beyond this level are not looked at.
  static constexpr unsigned kLevelsMax = 64;

  // Learns from the event, which value() may then be asked of. REQUIRES: event.spec is set.
  void take(const Event& event);

  // O(levels) for ancestors.
  Value value(StateField field, const Context& context, std::string& text) const override;

 private:
  Processes processes_;
};

}  // namespace trace
