// SPDX-License-Identifier: Apache-2.0
// Environments hold secrets. Unless they were asked for (option:exec-env), a field whose meaning is an environment keeps
// only the variables that detection needs. It is the first stage: nothing else sees the others.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "collector/pipeline/stage.h"

namespace trace {

// True for NAME=VALUE of a variable that is always kept.
bool is_kept_variable(std::string_view entry);

class EnvironmentStage final : public Stage {
 public:
  std::string_view name() const override { return "environment"; }
  StageNeeds needs() const override;
  bool on(Event& event, Emit& emit) override;

 private:
  std::array<std::string, kFieldsMax> kept_;  // by ordinal
};

}  // namespace trace
