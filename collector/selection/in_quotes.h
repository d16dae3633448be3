// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace trace {

// Text for messages, between double quotes.
inline std::string in_quotes(std::string_view text) {
  return std::string("\"").append(text).append("\"");
}

}  // namespace trace
