// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/catalog/catalog.h"
#include "rules/lang/text/yaml.h"

namespace trace {

// The event that a scalar names. Errors: invalid, with the nearest name.
Result<const EventSpec*> event_named(const YamlNode& node, const SourceFile& file);

}  // namespace trace
