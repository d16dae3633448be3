// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/plan.h"

#include <utility>

namespace trace {
namespace {

std::string program_name(const EventSpec& event, const ProviderSpec& provider) {
  std::string name = std::string(event.name) + "__" + std::string(provider_name(provider.kind));
  if (provider.variant != 0) name += "_" + std::to_string(provider.variant);
  return name;
}

// Why a program is not to be tried: an earlier refusal, or a helper that it lacks. Empty if it is.
std::string known_refusal(const Kernel& kernel, const EventSpec& event, const ProviderSpec& provider,
                          const Refused& refused) {
  if (const auto known = refused.find(program_name(event, provider)); known != refused.end()) return known->second;
  for (const HelperSpec& helper : event.helpers) {
    const bool is_called = provider.variant == 0 && helper.provider == provider.kind;
    if (is_called && !kernel.has_helper(helper.name)) return "the kernel has no helper bpf_" + std::string(helper.name);
  }
  return {};
}

PlannedEvent plan_event(const Kernel& kernel, const EventSpec& event, const Refused& refused) {
  PlannedEvent planned{&event, nullptr, {}};
  for (const ProviderSpec& provider : event.providers) {
    if (std::string why = known_refusal(kernel, event, provider, refused); !why.empty()) {
      planned.refusals.push_back({&provider, std::move(why)});
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
