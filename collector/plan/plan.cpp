// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/plan.h"

namespace trace {
namespace {

std::string program_name(const EventSpec& event, const ProviderSpec& provider) {
  std::string name = std::string(event.name) + "__" + std::string(provider_name(provider.kind));
  if (provider.variant != 0) name += "_" + std::to_string(provider.variant);
  return name;
}

PlannedEvent plan_event(const Kernel& kernel, const EventSpec& event, const Refused& refused) {
  PlannedEvent planned{&event, nullptr, {}};
  for (const ProviderSpec& provider : event.providers) {
    const auto known = refused.find(program_name(event, provider));
    if (known != refused.end()) {
      planned.refusals.push_back({&provider, known->second});
      continue;
    }
    const Status tried = kernel.may_load() ? kernel.try_hook(provider.kind, provider.target)
                                           : kernel.find_hook(provider.kind, provider.target);
    if (tried) {
      planned.provider = &provider;
      return planned;
    }
    planned.refusals.push_back({&provider, tried.error().message});
  }
  return planned;
}

}  // namespace

std::string PlannedEvent::program() const {
  return provider == nullptr ? std::string() : program_name(*event, *provider);
}

Plan make_plan(const Kernel& kernel, const std::bitset<WIRE_SLOT_MAX>& selected, const Refused& refused) {
  Plan plan;
  for (const EventSpec& event : events()) {
    // Others need nothing of the kernel but the events that they are made of.
    if (selected.test(event.slot) && event.origin == Origin::kernel)
      plan.events.push_back(plan_event(kernel, event, refused));
  }
  return plan;
}

}  // namespace trace
