// SPDX-License-Identifier: Apache-2.0
// Says of each event which program its process runs.
#pragma once

#include <array>

#include "collector/pipeline/stage.h"
#include "common/state/processes.h"

namespace trace {

class ProcessStage final : public Stage {
 public:
  // `processes` must outlive this, and be changed by it alone.
  explicit ProcessStage(Processes& processes) : processes_(processes) {}

  std::string_view name() const override { return "processes"; }
  StageNeeds needs() const override;
  bool on(Event& event, Emit& emit) override;

 private:
  // Most events are of few processes: those that were asked for last, by pid.
  struct Recent {
    std::uint64_t start_ns = 0;
    std::uint32_t pid = 0;
    const Process* process = nullptr;  // null: not known
  };

  const Process* find(const Context& context);

  Processes& processes_;
  std::array<Recent, 64> recent_{};
};

}  // namespace trace
