// SPDX-License-Identifier: Apache-2.0
// The collection itself: from the first program attached to the last frame drained.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/capture/request.h"
#include "collector/plan/request.h"
#include "collector/run/command.h"
#include "collector/stages/compose.h"
#include "common/broker/broker.h"

namespace trace {

struct CollectorOptions {
  ProgramsRequest request;
  StageOptions stages;
  PipelineOptions pipeline;
  CaptureRequest capture;
  std::optional<std::chrono::nanoseconds> duration;
  std::vector<std::string> command;  // run it, and collect until it ends
  CommandOptions command_options;
  std::shared_ptr<Broker> broker;  // of the outputs; null if they need none
  bool require_sandbox = false;    // rather end than collect without it
  bool show_readers = false;       // of what is written into pipes
};

// Runs until a signal, the end of the duration or of the command, or until nobody reads any more.
// Writes a summary to stderr. Errors: a provider that no kernel program can serve, a failed write.
Status collect(CollectorOptions options, const StreamInfo& stream, std::vector<Output> outputs);

// What this machine says of itself.
StreamInfo read_stream_info();

}  // namespace trace
