// SPDX-License-Identifier: Apache-2.0
// Texts as a report keeps them: bounded, and those that are too long end visibly.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trace {

inline constexpr std::size_t kKeptBytesMax = 512;

// The text, or its beginning up to a whole character and how many bytes are left out.
std::string kept(std::string_view text, std::size_t bytes_max = kKeptBytesMax);

}  // namespace trace
