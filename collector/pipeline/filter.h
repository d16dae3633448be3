// SPDX-License-Identifier: Apache-2.0
// The stage that drops what was not asked for, as far as the kernel side could not decide it: the filter of each event, and
// the scopes as far as an event shows them.
#pragma once

#include <map>
#include <memory>

#include "collector/pipeline/stage.h"
#include "collector/selection/selection.h"
#include "common/predicate/program.h"

namespace trace {

class Filter final : public Stage {
 public:
  // Errors: invalid, of a condition that does not fit its event.
  static Result<std::unique_ptr<Filter>> make(const Selection& selection);

  std::string_view name() const override { return "filter"; }
  StageNeeds needs() const override;
  bool on(Event& event, Emit& emit) override;

 private:
  std::array<std::unique_ptr<const Program>, WIRE_SLOT_COUNT> programs_;  // null: all such events are wanted
};

}  // namespace trace
