// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/coverage.h"

#include <algorithm>

namespace trace {
namespace {

const PlannedEvent* find(const Plan& plan, const EventSpec& event) {
  const auto found = std::find_if(plan.events.begin(), plan.events.end(),
                                  [&](const PlannedEvent& planned) { return planned.event == &event; });
  return found == plan.events.end() ? nullptr : &*found;
}

std::string why_not(const PlannedEvent& planned) {
  std::string why;
  for (const Refusal& refusal : planned.refusals) {
    why += (why.empty() ? "" : "; ") + std::string(provider_name(refusal.provider->kind)) + ": " + refusal.why;
  }
  return why;
}

std::string why_not(const Plan& plan, const EventSpec& derived) {
  std::string why = "it is made of";
  for (const std::uint32_t used : derived.uses) {
    if (!is_served(plan, *find_event(used))) why.append(" ").append(find_event(used)->name);
  }
  return why;
}

}  // namespace

std::bitset<WIRE_SLOT_MAX> with_uses(std::bitset<WIRE_SLOT_MAX> selected) {
  for (bool grown = true; grown;) {
    const auto before = selected;
    for (const EventSpec& event : events()) {
      if (!selected.test(event.slot)) continue;
      for (const std::uint32_t used : event.uses) selected.set(find_event(used)->slot);
    }
    grown = selected != before;
  }
  return selected;
}

bool is_served(const Plan& plan, const EventSpec& event) {
  if (!is_hooked(event)) {
    return std::all_of(event.uses.begin(), event.uses.end(),
                       [&](std::uint32_t used) { return is_served(plan, *find_event(used)); });
  }
  const PlannedEvent* const planned = find(plan, event);
  return planned != nullptr && (event.is_syscall || planned->provider != nullptr);
}

Coverage coverage_of(const Plan& plan, const std::bitset<WIRE_SLOT_MAX>& selected) {
  Coverage coverage;
  for (const EventSpec& event : events()) {
    const PlannedEvent* const planned = find(plan, event);
    if (planned == nullptr && !selected.test(event.slot)) continue;
    if (is_served(plan, event)) {
      if (selected.test(event.slot)) ++coverage.served;
    } else {
      coverage.warnings.push_back("event \"" + std::string(event.name) + "\" cannot be had on this kernel: " +
                                  (planned == nullptr ? why_not(plan, event) : why_not(*planned)));
    }
  }
  return coverage;
}

}  // namespace trace
