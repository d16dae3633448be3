// SPDX-License-Identifier: Apache-2.0
// DICTIONARY frames: the path of a process's program is said once, before the first event that needs it.
//
// Writer and reader keep the same table and change it by the same frames, so that the writer knows what the reader knows.
// It is a direct-mapped cache, bounded without any account of which processes have ended: what was overwritten is said
// again. Tested by tests/unit/codec/executable_frame_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/event/event.h"

namespace trace {

class ExecutableFrames {
 public:
  ExecutableFrames() : entries_(kEntries) {}

  // Writer: appends a frame if a reader would not know the executable of the event.
  void tell(const Context& context, std::string& out);

  // Reader: takes in a frame; one of another dictionary is skipped. Errors: Code::corrupt.
  Status read(std::string_view frame);
  // The executable that was last told of the process; empty if none was. Valid until the next read().
  std::string_view find(const Context& context) const;

 private:
  static constexpr std::size_t kEntries = 4096;
  struct Entry {
    std::uint32_t pid = 0;
    std::uint64_t start_ns = 0;
    std::string path;
  };

  std::vector<Entry> entries_;  // by pid, modulo
};

}  // namespace trace
