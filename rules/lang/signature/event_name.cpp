// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/event_name.h"

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

std::vector<std::string_view> event_names() {
  std::vector<std::string_view> names;
  for (const EventSpec& event : events()) names.push_back(event.name);
  return names;
}

}  // namespace

Result<const YamlNode*> events_of(const YamlNode& map, std::string_view key, const SourceFile& file) {
  const YamlNode& named = map[key];
  const YamlNode& on = map["on"];
  if (named && on) return file.error(on.at, "\"on\" says the same as " + in_quotes(key) + ": write one of them");
  if (!named && !on) return file.error(map.at, "key " + in_quotes(key) + " is missing");
  return named ? &named : &on;
}

Result<const EventSpec*> event_named(const YamlNode& node, const SourceFile& file) {
  TRY_ASSIGN(const std::string name, scalar(node, "event", file));
  const EventSpec* event = find_event(name);
  if (event == nullptr) {
    return file.error(node.at, "unknown event \"" + name + "\"" + did_you_mean(name, event_names()));
  }
  return event;
}

}  // namespace trace
