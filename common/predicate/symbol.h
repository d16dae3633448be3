// SPDX-License-Identifier: Apache-2.0
// Words that stand for numbers in a field of some meaning: O_WRONLY, PTRACE_TRACEME.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/catalog/catalog.h"

namespace trace {

std::optional<std::uint64_t> symbol_value(Meaning meaning, std::string_view text);

}  // namespace trace
