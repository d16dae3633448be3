// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/symbol.h"

#include "common/codec/meaning_text.h"

namespace trace {

std::optional<std::uint64_t> symbol_value(Meaning meaning, std::string_view text) {
  return meaning == Meaning::none ? std::nullopt : parse_meaning(meaning, text);
}

}  // namespace trace
