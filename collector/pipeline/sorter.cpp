// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/sorter.h"

#include <algorithm>
#include <iterator>

namespace trace {

void Sorter::hold(const Context& context, std::string_view frame) {
  newest_ns_ = std::max(newest_ns_, context.time_ns);
  held_.push_back(
      {context.time_ns, std::string(frame), std::string(context.executable), std::string(context.container_id)});
}

std::vector<Sorter::Held> Sorter::release(bool everything) {
  if (held_.empty()) return {};
  std::stable_sort(held_.begin(), held_.end(), [](const Held& a, const Held& b) { return a.time_ns < b.time_ns; });
  const auto end = everything ? held_.end() : std::find_if(held_.begin(), held_.end(), [this](const Held& one) {
    return one.time_ns + kWindowNs >= newest_ns_;
  });
  std::vector<Held> released(std::make_move_iterator(held_.begin()), std::make_move_iterator(end));
  held_.erase(held_.begin(), end);
  return released;
}

}  // namespace trace
