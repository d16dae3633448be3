// SPDX-License-Identifier: Apache-2.0
#include "rules/model/finding.h"

#include <algorithm>

namespace trace {

std::string_view Finding::keep(std::string_view bytes) {
  if (kept_used_ == kept_.size()) kept_.emplace_back();
  return kept_[kept_used_++] = bytes;
}

void Finding::sort() {
  // Insertion: it is stable, the few entries are mostly in order, and std::stable_sort allocates.
  for (std::size_t i = 1; i < data_.size(); ++i) {
    const auto end = data_.begin() + static_cast<std::ptrdiff_t>(i);
    const auto place = std::upper_bound(data_.begin(), end, data_[i],
                                        [](const Entry& a, const Entry& b) { return a.first < b.first; });
    std::rotate(place, end, end + 1);
  }
}

void Finding::clear() {
  data_.clear();
  earlier_events_.clear();
  kept_used_ = 0;
}

}  // namespace trace
