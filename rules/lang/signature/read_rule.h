// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/lang/signature/documents.h"
#include "rules/model/rule.h"

namespace trace {

// Reads a document of kind "rule", but for its tests. Errors: invalid, with file:line:column.
Result<Rule> read_rule(const Document& document, Vocabulary& vocabulary);

}  // namespace trace
