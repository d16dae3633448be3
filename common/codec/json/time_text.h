// SPDX-License-Identifier: Apache-2.0
// Times as people and protobuf's JSON write them: RFC 3339, section 5.6.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::json {

// "2024-11-24T13:20:00.5Z" in ns since the epoch; an offset may stand for the Z. Nothing if it is no such time.
std::optional<std::uint64_t> parse_time(std::string_view text);

}  // namespace trace::json
