// SPDX-License-Identifier: Apache-2.0
// Whether a file system has room beyond what it keeps free for others.
#pragma once

#include <cstdint>

namespace trace {

struct FreeRoom {
  std::uint64_t bytes = std::uint64_t{1} << 30;  // at least, and
  unsigned percent = 5;                          // of the size of the file system
};

// fd: of a file or folder there. Where fstatfs(2), the only call it makes, says nothing there is room.
bool has_spare_room(int fd, std::uint64_t bytes, FreeRoom kept_free);

}  // namespace trace
