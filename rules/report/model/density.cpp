// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/density.h"

#include <algorithm>

namespace trace {

void Density::add(std::uint64_t time_ns, std::uint64_t count) {
  if (size_ == 0) {
    first_ = time_ns / width_ns_;
    size_ = 1;
  }
  while (true) {
    const std::uint64_t bucket = time_ns / width_ns_;
    const std::uint64_t low = std::min(first_, bucket);
    const std::uint64_t high = std::max(first_ + size_ - 1, bucket);
    if (high - low >= kBucketsMax) {
      widen();
      continue;
    }
    if (low < first_) {
      std::rotate(counts_.begin(), counts_.end() - static_cast<std::ptrdiff_t>(first_ - low), counts_.end());
      first_ = low;
    }
    size_ = high - low + 1;
    counts_.at(bucket - first_) += count;
    return;
  }
}

void Density::widen() {
  const std::uint64_t first = first_ / 2;
  std::array<std::uint64_t, kBucketsMax> counts{};
  for (std::size_t i = 0; i < size_; ++i) counts.at((first_ + i) / 2 - first) += counts_.at(i);
  size_ = (first_ + size_ - 1) / 2 - first + 1;
  counts_ = counts;
  first_ = first;
  width_ns_ *= 2;
}

}  // namespace trace
