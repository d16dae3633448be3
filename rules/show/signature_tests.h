// SPDX-License-Identifier: Apache-2.0
// Runs the tests in signature files.
#pragma once

#include <string>
#include <vector>

#include "rules/model/rule.h"

namespace trace {

// Returns a text for each test that failed: "file:line:column: signature, test: what was wrong".
std::vector<std::string> run_signature_tests(const RuleSet& set);

}  // namespace trace
