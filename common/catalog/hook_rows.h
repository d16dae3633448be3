// SPDX-License-Identifier: Apache-2.0
// The stanzas of events.def as tables, a table a kind of row; for catalog.cpp alone. The rows of an event are together, so
// that it can hold a span of them.
#pragma once

#include <array>
#include <span>

#include "common/catalog/catalog.h"

namespace trace::hook_rows {

struct HookRow {
  std::uint32_t id;
  std::string_view name;
  std::string_view sets;
  std::string_view doc;
};

constexpr auto kHooks = std::to_array<HookRow>({
#define EVENT(name, id, sets, doc) {id, #name, sets, doc},
#include "common/catalog/events.def"
});

template <class Spec>
struct Owned {
  std::uint32_t event;
  Spec spec;
};

constexpr std::uint32_t kNoEvent = ~std::uint32_t{0};  // owns the row that keeps a table from being empty

constexpr auto kHookFields = std::to_array<Owned<FieldSpec>>({
#define FIELD(event, name, type, ctype, meaning, doc) \
  {WIRE_EVENT_##event, {#name, ctype, WIRE_##type, Meaning::meaning, doc}},
#include "common/catalog/events.def"
});

constexpr auto kHookProviders = std::to_array<Owned<ProviderSpec>>({
#define PROVIDER(event, kind, target, unseen) {WIRE_EVENT_##event, {ProviderKind::kind, 0, {}, target, unseen}},
#define VARIANT(event, kind, number, since, target, unseen) \
  {WIRE_EVENT_##event, {ProviderKind::kind, number, since, target, unseen}},
#include "common/catalog/events.def"
});

constexpr auto kHookHelpers = std::to_array<Owned<HelperSpec>>({
#define HELPER(event, kind, helper) {WIRE_EVENT_##event, {ProviderKind::kind, #helper}},
#include "common/catalog/events.def"
});

constexpr auto kHookNeeds = [] {
  constexpr ProviderKind any = ProviderKind::none;
  using enum ProviderKind;
  return std::to_array<Owned<NeedSpec>>({
#define NEEDS(event, kind, need) {WIRE_EVENT_##event, {kind, Need::need}},
#include "common/catalog/events.def"
      {kNoEvent, {any, {}}},
  });
}();

constexpr auto kHookUses = std::to_array<Owned<std::uint32_t>>({
#define USES(event, other) {WIRE_EVENT_##event, WIRE_EVENT_##other},
#include "common/catalog/events.def"
    {kNoEvent, 0},
});

constexpr auto kHookFeeds = std::to_array<Owned<Table>>({
#define FEEDS(event, table) {WIRE_EVENT_##event, Table::table},
#include "common/catalog/events.def"
});

constexpr auto kHookWeighs = std::to_array<Owned<bool>>({
#define WEIGHS(event) {WIRE_EVENT_##event, true},
#include "common/catalog/events.def"
});

constexpr auto kHookOrigins = std::to_array<Owned<Origin>>({
#define ORIGIN(event, origin) {WIRE_EVENT_##event, Origin::origin},
#include "common/catalog/events.def"
    {kNoEvent, Origin::kernel},
});

// The specs alone, so that an event can hold a span of its own.
template <class Spec, std::size_t n>
consteval std::array<Spec, n> specs_of(const std::array<Owned<Spec>, n>& rows) {
  std::array<Spec, n> specs{};
  for (std::size_t i = 0; i < n; ++i) specs[i] = rows[i].spec;
  return specs;
}
constexpr auto kFieldSpecs = specs_of(kHookFields);
constexpr auto kProviderSpecs = specs_of(kHookProviders);
constexpr auto kHelperSpecs = specs_of(kHookHelpers);
constexpr auto kNeedSpecs = specs_of(kHookNeeds);
constexpr auto kUseSpecs = specs_of(kHookUses);
constexpr auto kFeedSpecs = specs_of(kHookFeeds);
constexpr auto kWeighsSpecs = specs_of(kHookWeighs);
constexpr auto kOriginSpecs = specs_of(kHookOrigins);

template <class Spec, std::size_t n>
constexpr std::span<const Spec> owned_by(std::uint32_t event, const std::array<Owned<Spec>, n>& rows,
                                         const std::array<Spec, n>& specs) {
  std::size_t first = 0;
  while (first < n && rows[first].event != event) ++first;
  std::size_t last = first;
  while (last < n && rows[last].event == event) ++last;
  return std::span<const Spec>(specs).subspan(first, last - first);
}

}  // namespace trace::hook_rows
