// SPDX-License-Identifier: Apache-2.0
#include "collector/run/held_losses.h"

#include <algorithm>
#include <utility>

namespace trace {

void HeldLosses::add(const std::vector<wire_loss>& losses) {
  held_.insert(held_.end(), losses.begin(), losses.end());
}

std::vector<wire_loss> HeldLosses::take(const LaneWatch& watch) {
  std::vector<wire_loss> due;
  std::map<std::uint16_t, std::uint64_t> most;  // that can be told now, of each lane
  for (wire_loss& loss : held_) {
    std::uint64_t& told = told_[loss.lane];
    const auto [room, is_new] = most.try_emplace(loss.lane, 0);
    if (is_new) {
      const std::uint64_t left_out = watch.lost_before(loss.lane);
      room->second = watch.awaits(loss.lane) ? left_out - std::min(left_out, told) : UINT64_MAX;
    }
    const std::uint64_t count = std::min(loss.count, room->second);
    if (count == 0) continue;
    due.push_back(loss);
    due.back().count = count;
    loss.count -= count;
    room->second -= count;
    told += count;
  }
  std::erase_if(held_, [](const wire_loss& loss) { return loss.count == 0; });
  return due;
}

std::vector<wire_loss> HeldLosses::take_all() {
  return std::exchange(held_, {});
}

}  // namespace trace
