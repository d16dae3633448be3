// SPDX-License-Identifier: Apache-2.0
// The program of a process that has given it up already: the kernel frees the memory of a process,
// and forgets its program with it, before it says that the process ended. So the path is remembered
// from the events before.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "common/event/event.h"

namespace trace {

class Executables {
 public:
  // Remembers the program of the event's process, or fills it in. Returns whether it was filled in.
  // The view is valid until the next call.
  bool complete(Context& context);

 private:
  struct Known {
    std::uint32_t host_pid = 0;
    std::uint64_t start_ns = 0;
    std::string path;
  };
  std::array<Known, 4096> known_;  // by pid; a process in the place of another one takes it
};

}  // namespace trace
