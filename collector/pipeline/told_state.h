// SPDX-License-Identifier: Apache-2.0
// What a reader of the stream has learnt of processes by now, so that it can be told again at the head of a later file: who begins to
// read there knows the same.
#pragma once

#include <cstdint>
#include <functional>

#include "common/state/processes.h"

namespace trace {

// Gets an event existing_process for each process.
using StateSink = std::function<void(const Event&)>;

class ToldState {
 public:
  // An event that is written; one that says nothing of processes is passed over.
  void on(const Event& event) {
    if (Processes::is_source(*event.spec)) processes_.update(event);
  }
  // At `time_ns` since boot.
  void tell(std::uint64_t time_ns, std::uint64_t boot_time_ns, const StateSink& sink) const;

 private:
  Processes processes_;
};

}  // namespace trace
