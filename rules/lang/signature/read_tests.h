// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>

#include "rules/lang/signature/documents.h"
#include "rules/lang/signature/loader.h"

namespace trace {

// Appends the tests of a rule with this name. Errors: invalid, with file:line:column.
Status read_tests(const Document& rule, const std::string& name, std::deque<RuleTest>& out);

}  // namespace trace
