// SPDX-License-Identifier: Apache-2.0
#include "collector/run/lane_watch.h"

#include <algorithm>
#include <utility>

namespace trace {

void LaneWatch::Span::add(std::uint64_t from, std::uint64_t to) {
  first = count == 0 ? from : std::min(first, from);
  last = std::max(last, to);
  count += to - from + 1;
}

void LaneWatch::note(std::uint16_t number, std::uint64_t seq) {
  const bool exists = number < source_.lane_count();
  if (number >= lanes_.size()) lanes_.resize(number + std::size_t{1});
  Lane& lane = lanes_[number];
  noted_ = true;
  // The kernel side counts an event before it sends it.
  if (!exists || seq <= lane.last || seq > source_.lane_totals(number).made) return lane.repeated.add(seq, seq);
  if (seq > lane.last + 1) {
    lane.missing += seq - lane.last - 1;
    lane.gaps.add(lane.last + 1, seq - 1);
  }
  lane.last = seq;
}

std::vector<Discrepancy> LaneWatch::find() {
  std::vector<Discrepancy> found;
  if (!std::exchange(noted_, false)) return found;
  for (std::uint16_t number = 0; number < lanes_.size(); ++number) {
    Lane& lane = lanes_[number];
    const Span gaps = std::exchange(lane.gaps, {});
    const Span repeated = std::exchange(lane.repeated, {});
    if (gaps.count != 0) {
      const std::uint64_t explained = source_.lane_totals(number).lost + lane.told;
      const std::uint64_t count = lane.missing - std::min(lane.missing, explained);
      if (count != 0) found.push_back({"gap", count, number, gaps.first, gaps.last});
      lane.told += count;
    }
    if (repeated.count != 0) found.push_back({"repeated", repeated.count, number, repeated.first, repeated.last});
  }
  return found;
}

std::vector<Discrepancy> LaneWatch::find_at_end() {
  lanes_.resize(std::max(lanes_.size(), source_.lane_count()));
  for (std::uint16_t number = 0; number < source_.lane_count(); ++number) {
    Lane& lane = lanes_[number];
    const std::uint64_t made = source_.lane_totals(number).made;
    if (made <= lane.last) continue;
    lane.missing += made - lane.last;
    lane.gaps.add(lane.last + 1, made);
    lane.last = made;
    noted_ = true;
  }
  return find();
}

bool LaneWatch::awaits(std::uint16_t number) const {
  if (number >= source_.lane_count()) return false;
  // In this order: what is lost after it was looked at came after what was made by then, and explains none of it.
  const std::uint64_t lost = source_.lane_totals(number).lost;
  const std::uint64_t made = source_.lane_totals(number).made;
  const Lane lane = number < lanes_.size() ? lanes_[number] : Lane();
  return made > lane.last && lane.missing + made - lane.last > lost + lane.told;
}

bool LaneWatch::awaits_any() const {
  for (std::uint16_t number = 0; number < source_.lane_count(); ++number) {
    if (awaits(number)) return true;
  }
  return false;
}

std::uint64_t LaneWatch::lost_before(std::uint16_t number) const {
  return number < lanes_.size() ? lanes_[number].missing - lanes_[number].told : 0;
}

}  // namespace trace
