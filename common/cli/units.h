// SPDX-License-Identifier: Apache-2.0
// Times and sizes as they are typed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "common/base/result.h"

namespace trace {

// 500ms, 10s, 2m, 1h30m, 7d; a plain number is seconds. Errors: not a time, or none at all ("0").
Result<std::chrono::nanoseconds> parse_duration(std::string_view text);

// A size in bytes: 8388608, 512k, 16M, 1G. Errors: none of that form.
Result<std::uint64_t> parse_size(std::string_view text);

}  // namespace trace
