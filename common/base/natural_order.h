// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace trace {

// Whether `a` stands before `b` as people count: digits in a row are one number, so that TRC-102
// stands before TRC-1010. A strict order: texts that differ in leading zeros only are told apart by
// them.
bool comes_before(std::string_view a, std::string_view b);

}  // namespace trace
