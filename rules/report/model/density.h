// SPDX-License-Identifier: Apache-2.0
// How many of something there were over time, in a bounded number of buckets of equal width.
//
// The buckets begin narrow. What lies outside makes their range grow, and where it cannot, the width doubles and two buckets become
// one. So an hour and a year take the same room, and nothing has to be known of the time that is to come.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace trace {

class Density {
 public:
  static constexpr std::size_t kBucketsMax = 256;
  static constexpr std::uint64_t kFirstWidthNs = 1'000'000;

  // O(1), but for the times at which the width doubles.
  void add(std::uint64_t time_ns, std::uint64_t count = 1);

  bool empty() const { return size_ == 0; }
  std::uint64_t width_ns() const { return width_ns_; }
  // Calls visit(begin_ns, count) for each bucket that is not empty, in their order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < size_; ++i) {
      if (counts_[i] != 0) visit((first_ + i) * width_ns_, counts_[i]);
    }
  }

 private:
  void widen();

  std::array<std::uint64_t, kBucketsMax> counts_{};
  std::size_t size_ = 0;     // buckets in use
  std::uint64_t first_ = 0;  // number of the first bucket, counted from the epoch
  std::uint64_t width_ns_ = kFirstWidthNs;
};

}  // namespace trace
