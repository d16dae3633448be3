// SPDX-License-Identifier: Apache-2.0
// Bytes -> a file, all of them, whatever write(2) takes at once.
#pragma once

#include <cstdint>
#include <string_view>

namespace trace {

// Return 0, or errno: some of the bytes may be there then.
int write_all(int fd, std::string_view bytes);
int write_all_at(int fd, std::string_view bytes, std::uint64_t at);

}  // namespace trace
