// SPDX-License-Identifier: Apache-2.0
// The counters of the kernel side, mapped into memory: what was made and lost, by lane and event.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "collector/source/frame_source.h"
#include "common/base/result.h"
#include "common/seam/settings.h"

namespace trace {

class Ledgers {
 public:
  // fd: of the map `ledgers`. without_lane: the counters of events that found no lane; they must outlive this.
  static Result<Ledgers> map(int fd, std::size_t lanes,
                             std::span<const unsigned long long, WIRE_SLOT_MAX> without_lane);

  // Losses since the last call, one entry a lane and event. missed: hits that the kernel left out, since the start.
  std::vector<wire_loss> take_losses(std::uint64_t missed);
  KernelTotals totals(std::uint16_t slot) const;

 private:
  struct Unmap {
    std::size_t bytes = 0;
    void operator()(wire_ledger* at) const;
  };
  using Mapping = std::unique_ptr<wire_ledger, Unmap>;

  Ledgers(Mapping mapping, std::size_t lanes, std::span<const unsigned long long, WIRE_SLOT_MAX> without_lane)
      : mapping_(std::move(mapping)), lanes_(lanes), without_lane_(without_lane) {}
  std::span<wire_ledger> all() const { return {mapping_.get(), lanes_}; }

  Mapping mapping_;
  std::size_t lanes_;
  std::span<const unsigned long long, WIRE_SLOT_MAX> without_lane_;
  std::array<std::uint64_t, WIRE_SLOT_MAX> without_lane_reported_{};
  std::uint64_t missed_reported_ = 0;
};

}  // namespace trace
