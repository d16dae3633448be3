// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace trace {

// A part of a file name, of a text that anybody may have made: letters, digits, "-" and "_" stay, and "." but at the front; each
// other byte is "%" and two hexadecimal digits. At most kNamePartMax bytes: what is longer is cut.
inline constexpr std::size_t kNamePartMax = 100;
std::string safe_name(std::string_view text);

// What comes after the last slash.
std::string_view base_name(std::string_view path);

}  // namespace trace
