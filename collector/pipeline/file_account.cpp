// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/file_account.h"

#include <algorithm>

namespace trace {

std::vector<wire_total> FileAccount::rows(std::span<const wire_total> all, RowsOf what) const {
  std::vector<wire_total> own;
  for (const wire_total& total : all) {
    const EventSpec* const event = find_event(total.id);
    if (event == nullptr) continue;
    const Row& row = rows_.at(event->slot);
    wire_total one{total.id, 0, 0, row.written, total.filtered - row.filtered_before, row.lost};
    const std::uint64_t known = one.written + one.filtered + one.lost;
    if (what == RowsOf::file_end) one.produced = known;
    if (what == RowsOf::end) one.produced = total.produced - std::min(total.produced, row.produced_before);
    if ((one.produced | known) != 0) own.push_back(one);
  }
  return own;
}

void FileAccount::begin_next(std::span<const wire_total> all) {
  for (const wire_total& own : rows(all, RowsOf::file_end)) {
    Row& row = rows_.at(find_event(own.id)->slot);
    row.filtered_before += own.filtered;
    row.produced_before += own.produced;
    row.written = row.lost = 0;
  }
}

}  // namespace trace
