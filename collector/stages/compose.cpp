// SPDX-License-Identifier: Apache-2.0
#include "collector/stages/compose.h"

#include <utility>

#include "collector/derive/derive_stage.h"
#include "collector/enrich/environment.h"
#include "collector/enrich/process_stage.h"

namespace trace {

// The order: secrets go first; then what all others may ask of an event; then what is made of it; what was not asked for
// goes when all is known that it could be asked by; and what is left triggers captures.
ComposedStages compose_stages(StageOptions options) {
  ComposedStages composed;
  composed.containers = std::make_unique<Containers>();
  composed.processes = std::make_unique<Processes>();
  if (!options.keep_environment) composed.stages.push_back(std::make_unique<EnvironmentStage>());
  auto containers = std::make_unique<ContainerStage>(*composed.containers);
  composed.container_stage = containers.get();
  composed.stages.push_back(std::move(containers));
  if (options.executables) composed.stages.push_back(std::make_unique<ProcessStage>(*composed.processes));
  const Tables tables{*composed.containers, *composed.processes};
  composed.stages.push_back(std::make_unique<DeriveStage>(options.events, tables));
  if (options.filter) composed.stages.push_back(std::move(options.filter));
  if (options.capture) composed.stages.push_back(std::move(options.capture));
  return composed;
}

}  // namespace trace
