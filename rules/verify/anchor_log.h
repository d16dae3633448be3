// SPDX-License-Identifier: Apache-2.0
// The anchors (common/seal/anchor.h) that a log elsewhere tells of.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/seal/anchor.h"

namespace trace {

constexpr std::size_t kAnchorsMax = 1'000'000;

// Those in the lines of the file, whatever else is in them; "-": of standard input. One at least. Errors: io, it cannot be read; invalid,
// there are none, or more than kAnchorsMax.
Result<std::vector<Anchor>> read_anchors(const std::string& path);

}  // namespace trace
