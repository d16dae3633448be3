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

// Events that found no lane free, by slot, and all of them together. They must outlive the ledgers.
struct WithoutLane {
  std::span<const unsigned long long, WIRE_SLOT_MAX> by_slot;
  const unsigned long long* total;
};

/*
 * Losses are rare and looked for ten times a second, in lanes times events. So a lane has one total besides, and only where that
 * has moved the events are looked at: what it costs when nothing is lost does not grow with the catalog.
 */
class Ledgers {
 public:
  // fd: of the map `ledgers`, which is mapped for reading. loss_period: see bpf/core/globals.h; it outlives this.
  static Result<Ledgers> map(int fd, std::size_t lanes, WithoutLane without_lane, unsigned long long& loss_period);
  // Of ledgers that are somewhere in memory, and outlive this.
  Ledgers(std::span<const wire_ledger> lanes, WithoutLane without_lane, unsigned long long& loss_period);

  // Losses since the last call, one entry a lane and event. missed: hits that the kernel left out, since the start.
  std::vector<wire_loss> take_losses(std::uint64_t missed);
  KernelTotals totals(std::uint16_t slot) const;
  std::size_t lane_count() const { return lanes_.size(); }
  LaneTotals lane_totals(std::uint16_t lane) const;

 private:
  using Counts = std::array<std::uint64_t, WIRE_SLOT_MAX>;
  struct Unmap {
    std::size_t bytes = 0;
    void operator()(const wire_ledger* at) const;
  };

  void take_lane(std::uint16_t lane, std::vector<wire_loss>& losses);
  void take_without_lane(std::vector<wire_loss>& losses);

  std::unique_ptr<const wire_ledger, Unmap> mapping_;
  std::span<const wire_ledger> lanes_;
  WithoutLane without_lane_;
  unsigned long long* loss_period_;
  std::vector<std::uint64_t> reported_totals_;     // by lane
  std::vector<std::unique_ptr<Counts>> reported_;  // by lane; null until it loses something
  Counts without_lane_reported_{};
  std::uint64_t without_lane_reported_total_ = 0;
  std::uint64_t missed_reported_ = 0;
};

}  // namespace trace
