// SPDX-License-Identifier: Apache-2.0
// What bounds incidents: in time, in number, and in bytes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/spare_room.h"
#include "rules/model/metadata.h"

namespace trace {

struct IncidentLimits {
  std::uint64_t before_ns = 300'000'000'000;  // a detection, and
  std::uint64_t after_ns = 60'000'000'000;
  // In the folder, with what was there; both are for HIGH and above, the others have a part (part_for).
  std::size_t incidents = 100;
  std::uint64_t bytes = std::uint64_t{10} << 30;
  FreeRoom kept_free = {};
};

// Of a limit, how much detections of that severity may take: whoever causes many small ones leaves room for a great one.
constexpr std::uint64_t part_for(Severity severity, std::uint64_t limit) {
  const std::uint64_t quarters = severity >= Severity::high ? 4 : severity == Severity::medium ? 3 : 2;
  return limit / 4 * quarters + limit % 4 * quarters / 4;
}

}  // namespace trace
