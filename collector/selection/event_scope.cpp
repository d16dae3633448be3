// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/event_scope.h"

#include <algorithm>
#include <vector>

#include "common/base/text.h"
#include "common/catalog/context.h"

namespace trace {
namespace {

using Kind = EventScope::Kind;

struct Row {
  std::string_view field;
  ContextField context;
};

constexpr auto kRows = std::to_array<Row>({
#define EACH_FIELD(name, source, aliases, scopes, doc) {context_field::name, ContextField::name},
#include "common/catalog/context.def"
});

std::vector<EventScope> all_scopes() {
  std::vector<EventScope> all;
  for (const Row& row : kRows) {
    const ContextSpec& spec = context_spec(row.context);
    const Kind kind = is_number(spec.type) ? Kind::number : Kind::text;
    for_each_word(spec.scopes, [&](std::string_view name) {
      all.push_back({name, row.field, kind, spec.type, text_max(spec.meaning), most_of(row.context)});
    });
  }
  // Whether it happened in a container: no field of its own, and each the other's opposite.
  all.push_back({.name = "container", .field = {}, .kind = Kind::container});
  all.push_back({.name = "host", .field = {}, .kind = Kind::host});
  return all;
}

}  // namespace

std::span<const EventScope> event_scopes() {
  static const std::vector<EventScope> scopes = all_scopes();
  return scopes;
}

const EventScope* find_event_scope(std::string_view name) {
  const auto all = event_scopes();
  const auto found = std::find_if(all.begin(), all.end(), [&](const EventScope& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace trace
