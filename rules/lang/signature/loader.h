// SPDX-License-Identifier: Apache-2.0
// Signature files: YAML documents, each a rule, a list or a macro.
//
//   kind: rule
//   id: MY-1
//   name: shadow_read
//   version: 1
//   title: The password file was read
//   severity: 2
//   on: security_file_open
//   where: pathname = "/etc/shadow" and opened_for_reading
//   data: {path: pathname}
//   tests: [...]
//   ---
//   kind: list
//   name: shells
//   items: [sh, bash]
//   ---
//   kind: macro
//   name: opened_for_reading
//   where: flags exists and not flags has O_WRONLY
//
// docs/writing-signatures.md explains every key.
#pragma once

#include <vector>

#include "rules/lang/text/source.h"
#include "rules/model/rule.h"

namespace trace {

// Loads `files`. Lists and macros of `shipped` can be used in them (its rules are not loaded).
// Errors: invalid; the message has all that is wrong, one error of each document, with file:line:column.
Result<RuleSet> load_signatures(const std::vector<SourceFile>& files, const std::vector<SourceFile>& shipped);

}  // namespace trace
