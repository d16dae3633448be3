// SPDX-License-Identifier: Apache-2.0
// Where frames come from, and what else is asked of there. Programs (collector/kernel) is the kernel; tests have a list
// (tests/support/listed_frames.h), so that the loop and the pipeline run without one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/seam/settings.h"

namespace trace {

// What the kernel counted, by slot, since the start.
struct KernelTotals {
  std::uint64_t produced = 0;
  std::uint64_t lost = 0;
};

// What the kernel counted of a lane since the start: events that were made in it, lost ones included, and those that were lost.
struct LaneTotals {
  std::uint64_t made = 0;
  std::uint64_t lost = 0;
};

class FrameSink {
 public:
  virtual ~FrameSink() = default;
  // The bytes are valid during the call only.
  virtual void frame(std::string_view bytes) = 0;
};

class FrameSource {
 public:
  virtual ~FrameSource() = default;

  // A descriptor for epoll: readable when an armed source got something.
  virtual int wait_fd() const = 0;
  // Asks for a wake-up by the next event. What came before that wakes nobody: drain once more.
  virtual void arm() = 0;
  virtual void disarm() = 0;

  // Hands out the frames that are there, at most kDrainMax, so that a flood does not keep the caller from all else.
  // Returns how many.
  static constexpr std::size_t kDrainMax = 8192;
  virtual std::size_t drain(FrameSink& sink) = 0;
  // No new events from now on; what is there stays to be drained.
  virtual void detach() = 0;

  // Losses since the last call, one entry a lane and event.
  virtual std::vector<wire_loss> take_losses() = 0;
  virtual KernelTotals totals(std::uint16_t slot) const = 0;
  // Events of a lane carry numbers from 1 on, in the order in which they are drained.
  virtual std::size_t lane_count() const = 0;
  virtual LaneTotals lane_totals(std::uint16_t lane) const = 0;
  // Hits that the kernel left out since the start because the same program was already running on that CPU, by program;
  // only those that are not 0. What they would have been is not known. Linux 5.12; nothing before tells.
  virtual std::vector<std::pair<std::string, std::uint64_t>> misses() const = 0;

  // Containers that the kernel side had no room for, since the start.
  virtual std::uint64_t containers_left_out() const = 0;
  // Says how old the container is that this cgroup is; nothing: it is none (any more).
  virtual void set_container(std::uint64_t cgroup_id, std::optional<wire_container_age> age) = 0;
};

}  // namespace trace
