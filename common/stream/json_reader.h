// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "common/stream/reader.h"
#include "common/stream/window.h"

namespace trace {

// A line that is longer is malformed and skipped; Tracee's longest (an exec with all of argv and
// env) has about 100 KiB.
inline constexpr std::size_t kJsonLineMax = std::size_t{64} << 20;

std::unique_ptr<EventReader> make_json_reader(Window window);

}  // namespace trace
