// SPDX-License-Identifier: Apache-2.0
// Lines of JSON as other programs would have passed them on: with blanks, with keys in another order, with keys of their
// own, with more escapes. What a line says to the engine stays the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trace {

std::vector<std::string_view> json_layouts();

// REQUIRES: layout is one of them; the line is our encoder's, without the newline.
std::string in_layout(std::string_view layout, std::string_view line);

}  // namespace trace
