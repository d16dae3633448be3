// SPDX-License-Identifier: Apache-2.0
// Runs the tests that stand in signature files.
#pragma once

#include <string>
#include <vector>

#include "rules/lang/signature/loader.h"

namespace trace {

// Returns what failed, one text each: "file:line:column: signature, test: what was wrong".
std::vector<std::string> run_signature_tests(const SignatureSet& set);

}  // namespace trace
