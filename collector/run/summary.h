// SPDX-License-Identifier: Apache-2.0
// What a collection says at its end.
#pragma once

#include <chrono>

#include "collector/pipeline/pipeline.h"
#include "collector/source/frame_source.h"

namespace trace {

// Logs how many events there were, and what was lost and why.
void log_summary(const FrameSource& source, const Pipeline& pipeline, std::chrono::duration<double> run_time);

}  // namespace trace
