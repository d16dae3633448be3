// SPDX-License-Identifier: Apache-2.0
// Notices that somebody who says something each second does not, and when he does again.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

namespace trace::capture {

class Silence {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr auto kPatience = std::chrono::seconds(5);
  // Who looks does so each second. If more time has passed he was stopped himself, and the other perhaps with him.
  static constexpr auto kStepMax = std::chrono::seconds(2);

  enum class Change { none, begins, ends };

  // heard: whether anything was said since the last call.
  Change look(Time now, bool heard) {
    const auto passed = now - std::exchange(looked_, now);
    if (heard) {
      lasts_ = {};
      return std::exchange(is_long_, false) ? Change::ends : Change::none;
    }
    lasts_ += std::min<std::chrono::nanoseconds>(passed, kStepMax);
    if (lasts_ <= kPatience) return Change::none;
    return std::exchange(is_long_, true) ? Change::none : Change::begins;
  }

 private:
  Time looked_{};
  std::chrono::nanoseconds lasts_{};
  bool is_long_ = false;
};

}  // namespace trace::capture
