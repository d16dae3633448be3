// SPDX-License-Identifier: Apache-2.0
// Text for people, in lines of at most kLineWidth columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trace {

inline constexpr std::size_t kLineWidth = 100;

// Appends the words of `text`, in lines that begin at column `indent`, and a line end. The last line of `out` is at that
// column already.
void append_wrapped(std::string_view text, std::size_t indent, std::string& out);

}  // namespace trace
