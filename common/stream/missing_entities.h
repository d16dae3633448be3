// SPDX-License-Identifier: Apache-2.0
// Entity ids (entity.h) for streams that have none, as Tracee's older JSON: without them a process that got the number of one that ended
// would be taken for it, and its children for that one's.
//
// The first process of a number keeps the id that it was first seen with, 0 if it was not known then when it started. It is another
// one if its main thread started at another time, if a fork tells of it, or if it acts, or has children, after its last exit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "common/base/seeded_hash.h"
#include "common/event/event.h"

namespace trace {

class MissingEntities {
 public:
  // All are forgotten when there are more.
  static constexpr std::size_t kMax = std::size_t{1} << 17;

  // Fills in the ids of an event's process and of its parent. Does nothing if the event has its own.
  void fill(Event& event);

 private:
  struct Known {
    std::uint32_t entity = 0;
    std::uint64_t start_ns = 0;  // 0: not known
    std::uint64_t ended_ns = 0;  // 0: it runs
  };

  Known& process(std::uint32_t pid, std::uint64_t start_ns, std::uint64_t now_ns);
  void started(const Event& fork);

  std::unordered_map<std::uint32_t, Known, SeededHash> known_;
};

}  // namespace trace
