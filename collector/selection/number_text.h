// SPDX-License-Identifier: Apache-2.0
// Numbers as they are typed.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"
#include "common/catalog/catalog.h"
#include "common/predicate/number.h"

namespace trace {

struct NumberStyle {
  Meaning meaning = Meaning::none;  // its symbols are taken too, joined by "|": O_WRONLY|O_CREAT
  LeadingZero zero = LeadingZero::refused;
};

// As common/predicate/number.h has numbers. Errors: not a number, or outside [low, high].
Result<std::int64_t> parse_signed(std::string_view text, std::int64_t low, std::int64_t high, NumberStyle style = {});
Result<std::uint64_t> parse_unsigned(std::string_view text, std::uint64_t high, NumberStyle style = {});

// 1 0 t f T F true false True False TRUE FALSE.
Result<bool> parse_truth(std::string_view text);

}  // namespace trace
