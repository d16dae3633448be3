// SPDX-License-Identifier: Apache-2.0
// Random expressions on one event, and random events that they have a chance with: few letters, few
// numbers.
#pragma once

#include <random>
#include <string>

#include "common/event/event.h"
#include "common/predicate/expr.h"

namespace trace {

class RandomPredicate {
 public:
  explicit RandomPredicate(std::uint32_t seed) : random_(seed) {}

  // On sched_process_exec.
  Expr expr(int depth);
  // Valid until the next call.
  const Event& event();

 private:
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  std::string text(bool is_utf8);
  std::string literal(const Test& test);
  Expr text_test();
  Expr number_test();

  std::mt19937 random_;
  Event event_;
  std::string pathname_, origin_, argv_, comm_;
};

}  // namespace trace
