// SPDX-License-Identifier: Apache-2.0
// The stage that hands triggers of captures to the keeper.
#pragma once

#include "collector/capture/keeper.h"
#include "collector/pipeline/stage.h"

namespace trace {

// The events that captures are triggered by: what they need of the kernel side.
EventSlots triggers_of(const CaptureRequest& request);

class CaptureStage final : public Stage {
 public:
  // The keeper must outlive it.
  CaptureStage(const CaptureRequest& request, Keeper& keeper) : triggers_(triggers_of(request)), keeper_(keeper) {}

  std::string_view name() const override { return "capture"; }
  StageNeeds needs() const override { return {.learns = triggers_, .reads = {}, .identity = {}}; }
  bool on(Event& event, Emit& emit) override;

 private:
  EventSlots triggers_;
  Keeper& keeper_;
};

}  // namespace trace
