// SPDX-License-Identifier: Apache-2.0
// Tells that events are missing or too many: as the event events_missing in the stream, and on stderr.
#pragma once

#include "collector/pipeline/pipeline.h"
#include "collector/run/lane_watch.h"

namespace trace {

void tell_missing(const Discrepancy& found, Pipeline& pipeline);
// What was made of an event is not what was written, filtered and lost of it.
void tell_unbalanced(const EventSpec& event, const Account& account, Pipeline& pipeline);

}  // namespace trace
