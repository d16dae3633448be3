// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/catalog/catalog.h"
#include "rules/lang/text/yaml.h"

namespace trace {

// What names the events of a rule, or the event of a test: the key `key`, or "on", as it may be called too. (To tools that read
// YAML 1.1, a plain "on" is the truth value.) Errors: invalid, if there is neither, or both.
Result<const YamlNode*> events_of(const YamlNode& map, std::string_view key, const SourceFile& file);

// The event that a scalar names. Errors: invalid, with the nearest name.
Result<const EventSpec*> event_named(const YamlNode& node, const SourceFile& file);

}  // namespace trace
