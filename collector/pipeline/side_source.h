// SPDX-License-Identifier: Apache-2.0
// Events that do not come from the kernel but from a process beside the collector. They begin in the pipeline like others, and
// are in its account; they are numbered in no lane.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "common/event/event.h"

namespace trace {

class SideSource {
 public:
  using Sink = std::function<void(Event&)>;

  virtual ~SideSource() = default;
  // A descriptor for epoll: readable when there is an event.
  virtual int wait_fd() const = 0;
  // Hands out the events that are there. Does not wait.
  virtual void take(const Sink& sink) = 0;
  // All events of the kernel from before that time, since the epoch in ns, have gone through the pipeline.
  virtual void caught_up(std::uint64_t time_ns) = 0;
  // Nothing is asked of it any more: waits for what is left, within seconds, and hands that out. Calls `meanwhile` every half second at least.
  virtual void finish(const Sink& sink, const std::function<void()>& meanwhile) = 0;
  // Events that were made and could not be handed out, since the last call.
  virtual std::vector<wire_loss> take_losses() = 0;
};

}  // namespace trace
