// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/layout.h"

#include "common/codec/json/text.h"

namespace trace {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

EventLayout layout_of(const EventSpec& spec) {
  EventLayout layout;
  layout.ids = ",\"eventId\":\"" + std::to_string(spec.id) + "\",\"eventName\":" + quoted(spec.name);
  for (const FieldSpec& field : spec.fields) {
    const std::string name = "{\"name\":" + quoted(field.name) + ",\"type\":";
    layout.fields.push_back({name + quoted(field.ctype) + ",\"value\":", name + "\"string\",\"value\":"});
  }
  return layout;
}

}  // namespace

std::span<const EventLayout> event_layouts() {
  static const auto layouts = [] {
    std::vector<EventLayout> all;
    all.reserve(events().size());
    for (const EventSpec& spec : events()) all.push_back(layout_of(spec));
    return all;
  }();
  return layouts;
}

}  // namespace trace
