// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/context.h"

#include "common/base/text.h"

namespace trace {

std::optional<ContextField> find_context_field(std::string_view name) {
  for (std::size_t i = 0; i < kContextFields.size(); ++i) {
    const ContextSpec& row = kContextFields[i];
    if (row.name == name || has_part(row.aliases, ' ', name)) return static_cast<ContextField>(i);
  }
  return std::nullopt;
}

}  // namespace trace
