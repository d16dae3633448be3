// SPDX-License-Identifier: Apache-2.0
// Bytes that stand as hexadecimal digits.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace trace {

// Reads two digits for each byte. False: there are more or fewer, or others.
bool read_hex(std::string_view digits, std::span<std::uint8_t> bytes);

}  // namespace trace
