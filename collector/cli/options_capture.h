// SPDX-License-Identifier: Apache-2.0
// The values of --capture: what is kept, where, and how much of it.
#pragma once

#include <string>
#include <vector>

#include "collector/capture/request.h"
#include "common/base/result.h"

namespace trace {

// Errors: an unknown word, with the nearest one; a limit that is none; a folder or limits, but nothing to capture.
Status parse_captures(const std::vector<std::string>& values, CaptureRequest& request);

// Completion, `--capture help`, and the manual.
std::string capture_words();
std::string capture_topic();
std::string manual_of_captures();

}  // namespace trace
