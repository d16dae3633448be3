// SPDX-License-Identifier: Apache-2.0
// DICTIONARY frames: which container a cgroup is of, said once, before the first event that needs it.
//
// Writer and reader keep the same table and change it by the same frames, so that the writer knows what the reader knows.
// It is a direct-mapped cache, bounded without any account of which cgroups have gone: what was overwritten is said
// again. Tested by tests/unit/codec/container_frame_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/event/event.h"

namespace trace {

class ContainerFrames {
 public:
  ContainerFrames() : entries_(kEntries) {}

  // Writer: appends a frame if a reader would not know the container of the event.
  void tell(const Context& context, std::string& out);

  // Reader: takes in a frame; one of another dictionary is skipped. Errors: Code::corrupt.
  Status read(std::string_view frame);
  // The id of the container that the event's cgroup was last said to be of; empty if it was not. Valid until the next
  // read().
  std::string_view find(const Context& context) const;

 private:
  static constexpr std::size_t kEntries = 1024;
  struct Entry {
    std::uint64_t cgroup_id = 0;
    std::string id;
  };

  std::vector<Entry> entries_;  // by cgroup, modulo
};

}  // namespace trace
