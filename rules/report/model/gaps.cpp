// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/gaps.h"

#include <algorithm>

namespace trace {
namespace {

constexpr std::uint64_t kNearNs = 1'000'000'000;  // losses are told every 100 ms

const ProviderSpec* provider_of(const EventSpec& event, ProviderKind kind, std::uint8_t variant) {
  for (const ProviderSpec& one : event.providers) {
    if (one.kind == kind && one.variant == variant) return &one;
  }
  return nullptr;
}

}  // namespace

void Gaps::take(const EventSpec& event, const Context& context) {
  if (events_.at(event.slot)++ == 0 || !event.providers.empty()) {
    auto& providers = providers_.at(event.slot);
    if (providers.size() < event.providers.size()) providers.insert({context.provider, context.variant});
  }
}

void Gaps::take(const Loss& loss) {
  const EventSpec* const event = find_event(loss.frame.id);
  LostEvents& lost = lost_[event == nullptr ? "events not known here" : std::string(event->name)];
  lost.count += loss.frame.count;
  const std::uint64_t first_ns = loss.frame.first_time_ns;
  const std::uint64_t last_ns = std::max(first_ns, loss.frame.last_time_ns);
  if (first_ns == 0) return;
  lost.first_ns = lost.first_ns == 0 ? first_ns : std::min(lost.first_ns, first_ns);
  lost.last_ns = std::max(lost.last_ns, last_ns);
  if (!periods_.empty() && (first_ns < periods_.back().second + kNearNs || periods_.size() == kPeriodsMax)) {
    auto& [begin, end] = periods_.back();
    begin = std::min(begin, first_ns);
    end = std::max(end, last_ns);
  } else {
    periods_.emplace_back(first_ns, last_ns);
  }
}

bool Gaps::has(std::string_view event) const {
  const EventSpec* const spec = find_event(event);
  return spec != nullptr && events_.at(spec->slot) != 0;
}

std::vector<SeenInPart> Gaps::seen_in_part() const {
  std::vector<SeenInPart> out;
  for (const EventSpec& event : trace::events()) {
    for (const auto& [kind, variant] : providers_.at(event.slot)) {
      const ProviderSpec* const provider = provider_of(event, kind, variant);
      if (provider != nullptr && !provider->unseen.empty()) out.push_back({event.name, kind, provider->unseen});
    }
  }
  return out;
}

}  // namespace trace
