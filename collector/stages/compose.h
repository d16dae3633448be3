// SPDX-License-Identifier: Apache-2.0
// Which stages a collection has, and the tables that they share: the composition of the pipeline.
#pragma once

#include <memory>

#include "collector/enrich/container_stage.h"
#include "collector/pipeline/pipeline.h"
#include "common/state/containers.h"
#include "common/state/processes.h"

namespace trace {

struct StageOptions {
  EventSlots events;               // selected
  bool executables = false;        // somebody asks which program a process runs
  bool keep_environment = false;   // whole environments were asked for
  std::unique_ptr<Stage> filter;   // may be null
  std::unique_ptr<Stage> capture;  // may be null
};

// The tables are where they are as long as this lives.
struct ComposedStages {
  std::unique_ptr<Containers> containers;
  std::unique_ptr<Processes> processes;
  Stages stages;
  ContainerStage* container_stage = nullptr;  // one of `stages`
};

ComposedStages compose_stages(StageOptions options);

}  // namespace trace
