// SPDX-License-Identifier: Apache-2.0
// The text of a YAML scalar together with where each of its bytes stands in the file, however it is quoted, folded or
// broken.
#pragma once

#include <string_view>

#include "rules/lang/text/yaml.h"

namespace trace {

// Errors: invalid, if the node is no scalar; the message says that `what` must be one.
Result<SourceText> text_with_positions(const YamlNode& node, std::string_view what, const SourceFile& file);

}  // namespace trace
