// SPDX-License-Identifier: Apache-2.0
// Writes EVENT frames from events that did not come as one: from JSON, and in tests.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/result.h"
#include "common/event/event.h"

namespace trace {

// Appends the frame of `event`. boot_time_ns is taken off the times that count from the epoch.
// Names longer than the frame's members are cut. Members of the context that a frame does not have
// (executable, container) are left out. Errors: invalid, if the event needs more than
// WIRE_FRAME_MAX bytes, or a value is not of its field's type; nothing is appended then.
Status append_event_frame(const Event& event, std::uint64_t boot_time_ns, std::string& out);

}  // namespace trace
