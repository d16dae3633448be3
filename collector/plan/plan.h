// SPDX-License-Identifier: Apache-2.0
// The probe ladder: for each event the best provider that this kernel permits, and why not a better one.
//
// In: what the kernel answers when it is asked for a hook, and what it refused already. Out: a provider an event. Each is tried
// alone, best first, since no version number tells what a kernel permits. What loads alone may still be refused together, for
// what its program does; then it is remembered in Refused and the plan is made anew, so that it ends after as many rounds as
// there are providers.
#pragma once

#include <bitset>
#include <map>
#include <string>
#include <vector>

#include "collector/plan/kernel.h"

namespace trace {

// Why a provider was passed over.
struct Refusal {
  const ProviderSpec* provider = nullptr;
  std::string why;
};

struct PlannedEvent {
  const EventSpec* event = nullptr;
  const ProviderSpec* provider = nullptr;  // null if there is none; a system call needs none of its own
  std::vector<Refusal> refusals;

  // The BPF program, EVENT__KIND or EVENT__KIND_VARIANT; empty if it has no provider.
  std::string program() const;
};

struct Plan {
  std::vector<PlannedEvent> events;  // by slot
};

// Programs that turned out not to load or attach, with the reason. They are not chosen again.
using Refused = std::map<std::string, std::string>;

// Plans the events of `selected` (a bit a slot). O(events).
Plan make_plan(const Kernel& kernel, const std::bitset<WIRE_SLOT_MAX>& selected, const Refused& refused);

}  // namespace trace
