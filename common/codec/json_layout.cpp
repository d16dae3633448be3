// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json_layout.h"

#include "common/codec/text.h"

namespace trace {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(text, out);
  return out;
}

EventText text_of(const EventSpec& spec) {
  EventText text;
  text.ids = ",\"eventId\":\"" + std::to_string(spec.id) + "\",\"eventName\":" + quoted(spec.name) +
             ",\"matchedPolicies\":[\"\"],\"argsNum\":";
  for (const FieldSpec& field : spec.fields) {
    const std::string name = "{\"name\":" + quoted(field.name) + ",\"type\":";
    text.fields.push_back(
        {name + quoted(field.ctype) + ",\"value\":", name + "\"string\",\"value\":"});
  }
  return text;
}

}  // namespace

std::span<const EventText> event_texts() {
  static const auto texts = [] {
    std::vector<EventText> all;
    all.reserve(events().size());
    for (const EventSpec& spec : events())
      all.push_back(text_of(spec));
    return all;
  }();
  return texts;
}

ProviderKind json::find_provider(std::string_view name) {
  for (unsigned kind = 0; kind < WIRE_PROVIDER_COUNT; ++kind) {
    if (provider_name(static_cast<ProviderKind>(kind)) == name) {
      return static_cast<ProviderKind>(kind);
    }
  }
  return ProviderKind::none;
}

}  // namespace trace
