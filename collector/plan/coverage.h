// SPDX-License-Identifier: Apache-2.0
// What of a selection a plan can serve.
#pragma once

#include <string>
#include <vector>

#include "collector/plan/plan.h"

namespace trace {

// The selected events, and those that they are made of, directly or not.
std::bitset<WIRE_SLOT_MAX> with_uses(std::bitset<WIRE_SLOT_MAX> selected);

// The event can be had by the plan: a system call, one with a provider, one that is made of such.
bool is_served(const Plan& plan, const EventSpec& event);

struct Coverage {
  std::size_t served = 0;             // selected events that can be had
  std::vector<std::string> warnings;  // a sentence for each that cannot
};
Coverage coverage_of(const Plan& plan, const std::bitset<WIRE_SLOT_MAX>& selected);

}  // namespace trace
