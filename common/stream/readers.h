// SPDX-License-Identifier: Apache-2.0
// The two kinds of reader, for reader.cpp, which chooses.
#pragma once

#include <memory>

#include "common/stream/input.h"
#include "common/stream/reader.h"

namespace trace {

std::unique_ptr<EventReader> make_frame_reader(Input input);
std::unique_ptr<EventReader> make_json_reader(Input input);

}  // namespace trace
