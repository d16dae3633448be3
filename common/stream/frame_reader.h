// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "common/stream/reader.h"
#include "common/stream/window.h"

namespace trace {

std::unique_ptr<EventReader> make_frame_reader(Window window);

// Whether the first bytes of a stream are those of a STREAM frame, or of one that is cut off or
// slightly damaged.
bool looks_like_frames(std::string_view start);

}  // namespace trace
