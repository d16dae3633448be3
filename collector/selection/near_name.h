// SPDX-License-Identifier: Apache-2.0
// Text for messages: names in quotes, and the name that was probably meant.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trace {

// Returns the text between double quotes.
std::string quoted(std::string_view text);

// Returns ` (did you mean "X"?)` for the candidate nearest to `name`, or nothing if none is near.
// O(candidates * length squared): for messages only.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace trace
