// SPDX-License-Identifier: Apache-2.0
// Tells what a reader of the stream has to know of the collection: as events in the stream, and on stderr.
#pragma once

#include "collector/pipeline/pipeline.h"
#include "collector/run/lane_watch.h"

namespace trace {

// Events are missing or too many: events_missing.
void tell_missing(const Discrepancy& found, Pipeline& pipeline);
// What was made of an event is not what was written, filtered and lost of it.
void tell_unbalanced(const EventSpec& event, const Account& account, Pipeline& pipeline);
// table_full.
void tell_full(const FullTable& table, Pipeline& pipeline);

}  // namespace trace
