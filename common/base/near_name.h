// SPDX-License-Identifier: Apache-2.0
// For messages about a misspelt word: which of the known words it may have meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace trace {

// The nearest of `known` by edit distance (two neighbours swapped count as one edit), or "" if none
// is near, or the word is longer than 256 bytes. O(known * length^2): for messages only.
std::string_view near_name(std::string_view word, std::span<const std::string_view> known);

// " (did you mean "x"?)", or "".
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace trace
