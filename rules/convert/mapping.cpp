// SPDX-License-Identifier: Apache-2.0
#include "rules/convert/mapping.h"

#include <algorithm>
#include <utility>

namespace trace {
namespace {

constexpr auto kClasses = std::to_array<OcsfClassSpec>({
#define CLASS(id, number, category, name, category_name, needs, host) \
  {number, category, name, category_name, OcsfNeed::needs, OcsfHost::host},
#include "rules/convert/classes.def"
});

struct Row {
  std::string_view event, category, types, action;
  OcsfClass ocsf;
  std::uint32_t activity;
  std::string_view description;
};
constexpr auto kRows = std::to_array<Row>({
#define MAPPING(event, category, types, action, ocsf, activity, description) \
  {#event, category, types, action, OcsfClass::ocsf, activity, description},
#include "rules/convert/mappings.def"
});

struct Family {
  std::string_view set, category, description;
};
constexpr auto kFamilies = std::to_array<Family>({
#define FAMILY(set, category, description) {set, category, description},
#include "rules/convert/mappings.def"
});

struct ArgumentRole {
  std::string_view event, argument;
  Role role;
};
constexpr auto kRoles = std::to_array<ArgumentRole>({
#define ROLE(event, argument, role) {#event, #argument, Role::role},
#include "rules/convert/mappings.def"
});

constexpr std::uint32_t kOtherActivity = 99;

Mapping generic(const EventSpec& event) {
  const auto* const family =
      std::find_if(kFamilies.begin(), kFamilies.end(), [&](const Family& one) { return event.in_set(one.set); });
  if (family == kFamilies.end()) return {"host", "info", event.name, OcsfClass::none, kOtherActivity, "Event", {}};
  return {family->category, "info", event.name, OcsfClass::none, kOtherActivity, family->description, {}};
}

Mapping made(const EventSpec& event) {
  const auto* const row =
      std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) { return one.event == event.name; });
  if (row == kRows.end()) return generic(event);
  Mapping mapping{row->category, row->types, row->action, row->ocsf, row->activity, row->description, {}};
  for (const ArgumentRole& one : kRoles) {
    if (one.event != event.name) continue;
    if (const auto ordinal = event.field(one.argument)) mapping.roles.push_back({*ordinal, one.role});
  }
  return mapping;
}

}  // namespace

const OcsfClassSpec& spec_of(OcsfClass id) {
  return kClasses[static_cast<std::size_t>(id)];
}

const Mapping& mapping_of(const EventSpec& event) {
  static const auto kMappings = [] {
    std::vector<Mapping> all;
    for (const EventSpec& one : events()) all.push_back(made(one));
    return all;
  }();
  return kMappings[event.slot];
}

std::vector<std::string_view> unknown_names() {
  std::vector<std::string_view> unknown;
  for (const Row& row : kRows) {
    if (find_event(row.event) == nullptr) unknown.push_back(row.event);
  }
  for (const ArgumentRole& one : kRoles) {
    const EventSpec* const event = find_event(one.event);
    if (event == nullptr || !event->field(one.argument)) unknown.push_back(one.argument);
  }
  return unknown;
}

}  // namespace trace
