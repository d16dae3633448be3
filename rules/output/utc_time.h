// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace trace {

// 2024-11-23T23:06:40Z. Of ns since the epoch.
void append_utc_seconds(std::string& out, std::uint64_t time_ns);
// 2024-11-23T23:06:40.123456Z
void append_utc_microseconds(std::string& out, std::uint64_t time_ns);

}  // namespace trace
