// SPDX-License-Identifier: Apache-2.0
// Event -> EVENT frame: for events that did not come as a frame, as when a JSON recording is converted.
#pragma once

#include <cstdint>
#include <string>

#include "common/event/event.h"

namespace trace {

// Appends the frame; `boot_time_ns` is taken off the event's times. Absent arguments are left out.
void encode_frame(const Event& event, std::uint64_t boot_time_ns, std::string& out);

}  // namespace trace
