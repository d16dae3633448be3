// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/account.h"

#include <algorithm>

#include "common/event/losses.h"

namespace trace {

void ExtractAccount::read(const EventSpec& event, const Context& context, bool is_written) {
  if ((context.flags & WIRE_FLAG_STATE) != 0) return;
  ++rows_[event.id].read;
  if (is_written) written(event, context);
}

void ExtractAccount::written(const EventSpec& event, const Context& context) {
  if ((context.flags & WIRE_FLAG_STATE) != 0) return;
  ++rows_[event.id].written;
  if (context.seq == 0) return;  // was made in no lane
  if (context.lane >= lanes_.size()) lanes_.resize(context.lane + std::size_t{1});
  Lane& lane = lanes_[context.lane];
  ++lane.written;
  lane.last = std::max(lane.last, context.seq);
}

// Hits of which nobody knows what events they would have made are in no total.
void ExtractAccount::lost(const wire_loss& loss, bool is_written) {
  if (loss.id == WIRE_ANY_EVENT) return;
  Row& row = rows_[loss.id];
  row.lost_before += loss.count;
  if (is_written) row.lost += loss.count;
}

void ExtractAccount::says(std::span<const wire_total> totals) {
  for (const wire_total& total : totals) rows_[total.id].said = total;
}

std::vector<wire_loss> ExtractAccount::gone() const {
  std::vector<wire_loss> losses;
  for (const auto& [id, row] : rows_) {
    if (row.gone() != 0) losses.push_back(one_loss(id, WIRE_NO_LANE, row.gone()));
  }
  return losses;
}

std::vector<wire_total> ExtractAccount::totals(bool final) const {
  std::vector<wire_total> totals;
  std::uint64_t explained = 0;
  for (const auto& [id, row] : rows_) {
    const std::uint64_t there =
        std::max(row.said.written, row.read) + row.said.filtered + std::max(row.said.lost, row.lost_before);
    const std::uint64_t lost = row.lost + (final ? row.gone() : 0);
    wire_total total{id, 0, 0, row.written, there - std::min(there, row.written + lost), lost};
    if (final) total.produced = there;
    explained += total.filtered + total.lost;
    totals.push_back(total);
  }
  // Of a source without its end the last of what was filtered is not known.
  std::uint64_t missing = 0;
  for (const Lane& lane : lanes_) missing += lane.last - std::min(lane.last, lane.written);
  if (missing > explained) {
    const std::uint64_t left_out = missing - explained;
    totals.push_back({WIRE_ANY_EVENT, 0, final ? left_out : 0, 0, left_out, 0});
  }
  return totals;
}

}  // namespace trace
