// SPDX-License-Identifier: Apache-2.0
// What is kept of a ring of recordings: around detections (--ring, --keep, --around), or by hand (trace-rules keep).
#pragma once

#include <cstdint>
#include <string>

#include "common/base/result.h"
#include "common/cli/parse.h"
#include "rules/keep/incident_limits.h"

namespace trace {

struct KeepOptions {
  std::string ring;       // folder; "": nothing is kept
  std::string incidents;  // folder of what is kept around detections
  IncidentLimits limits;
  std::uint64_t from_ns = 0, to_ns = 0;  // by hand; since the epoch
  std::string output;                    // by hand: folder
};

// Around detections. Errors: invalid, ready to be shown.
Result<KeepOptions> take_incidents(const ParsedFlags& flags);
// By hand. Errors: the same.
Result<KeepOptions> take_keep(const ParsedFlags& flags);

// What "--keep help" prints.
std::string keep_topic();

}  // namespace trace
