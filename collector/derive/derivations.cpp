// SPDX-License-Identifier: Apache-2.0
#include "collector/derive/derivations.h"

#include <array>

namespace trace {

// By ORIGIN: other events are made elsewhere.
#define DERIVATION_IF_kernel(event)
#define DERIVATION_IF_packet(event)
#define DERIVATION_IF_artifact(event)
#define DERIVATION_IF_collector(event)
#define DERIVATION_IF_engine(event)

#define EVENT(...)
#define FIELD(...)
#define PROVIDER(...)
#define DERIVATION_IF_derived(event) void derive_##event(const Event& cause, const Tables& tables, Emit& emit);
#define ORIGIN(event, origin) DERIVATION_IF_##origin(event)
#include "common/catalog/events.def"
#undef DERIVATION_IF_derived

std::span<const Derivation> derivations() {
  static constexpr auto kAll = std::to_array<Derivation>({
#define DERIVATION_IF_derived(event) {WIRE_SLOT_##event, derive_##event},
#define ORIGIN(event, origin) DERIVATION_IF_##origin(event)
#include "common/catalog/events.def"
  });
  return kAll;
}

OwnedEvent made_of(const Event& cause, std::uint16_t slot) {
  OwnedEvent made(events()[slot]);
  made.event.context = cause.context;
  made.event.context.seq = 0;
  made.event.context.provider = ProviderKind::none;
  made.event.context.flags &= WIRE_FLAG_CONTAINER | WIRE_FLAG_COMPAT;
  return made;
}

}  // namespace trace
