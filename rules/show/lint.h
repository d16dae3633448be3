// SPDX-License-Identifier: Apache-2.0
// What is allowed in signatures and yet is a mistake: tests that cannot fail, and paths that lead through links.
//
// The kernel knows files by paths without links, and since /usr was merged /bin/sh is one: on most machines a condition that asks a path of
// the kernel for "/bin/sh" never holds, and on some it does. So it has to ask for "/usr/bin/sh" as well. A signature cannot be told
// what the links of the machine are on which its events are made.
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
