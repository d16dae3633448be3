// SPDX-License-Identifier: Apache-2.0
// The errors of several files as one: who mends rules wants to see all of them, not one at a time.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "common/base/result.h"

namespace trace {

class Complaints {
 public:
  // Adds an error. One with the same message counts once: a macro that is wrong is so at every use.
  void add(const Status& status);

  // Whether there are so many that it is no use to look for more. To show where an error is takes a walk over its file.
  bool are_enough() const { return count_ >= kCountedMax; }

  // The first kShownMax messages, a line or more each, and how many others there are.
  Status status() const;

 private:
  static constexpr std::size_t kShownMax = 20;
  static constexpr std::size_t kCountedMax = 200;
  std::set<std::string> seen_;
  std::string text_;
  std::size_t count_ = 0;
};

}  // namespace trace
