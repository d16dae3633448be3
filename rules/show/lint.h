// SPDX-License-Identifier: Apache-2.0
// What is allowed in signatures and yet is a mistake: tests that cannot fail.
//
// A test that expects nothing is passed by a rule that can never fire, by a misspelt value, by an event of another kind. It
// proves something only beside a twin: a test of the same rule, with an event of the same kind, that expects a detection.
#pragma once

#include <string>
#include <vector>

#include "rules/model/rule.h"

namespace trace {

// A text for each: "file:line:column: signature, test: what is wrong".
std::vector<std::string> lint(const RuleSet& set);

}  // namespace trace
