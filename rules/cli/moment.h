// SPDX-License-Identifier: Apache-2.0
// A point in time, as the command line takes it:
//
//   2026-11-26T14:03:11Z             RFC 3339, with a fraction of a second or an offset (+01:00) as well
//   1795691379781368442              nanoseconds since the epoch, as JSON has them
//   +5m, +1h30m, +250ms              after the beginning of the recording
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"

namespace trace {

struct Moment {
  std::uint64_t ns = 0;      // since the epoch, or since the beginning
  bool is_relative = false;  // since the beginning

  // Since the epoch, in a recording that begins at `begin_ns`; the last moment there is, if it is beyond that.
  std::uint64_t in_recording(std::uint64_t begin_ns) const {
    if (!is_relative) return ns;
    return ns > UINT64_MAX - begin_ns ? UINT64_MAX : begin_ns + ns;
  }
  bool operator==(const Moment&) const = default;
};

// Errors: invalid, with what it should look like.
Result<Moment> parse_moment(std::string_view text);

}  // namespace trace
