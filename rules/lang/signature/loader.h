// SPDX-License-Identifier: Apache-2.0
// Signature files: YAML documents, each a rule, a list or a macro.
//
//   kind: rule
//   id: MY-1
//   name: shadow_read
//   version: 1
//   title: The password file was read
//   severity: 2
//   events: security_file_open
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

#include <cstdint>
#include <vector>

#include "rules/lang/text/source.h"
#include "rules/model/rule.h"

namespace trace {

// What becomes of the rules in the shipped files; their lists and macros can be used in any case.
enum class ShippedRules : std::uint8_t { left_out, loaded };

// Loads `files`. A list or macro in them takes the place of a shipped one of that name for their own rules; shipped rules
// go on with the shipped one, which "kind: extend" can add to. If `files` are the shipped ones, they are loaded once.
// Errors: invalid; the message has all that is wrong, one error of each document, with file:line:column.
Result<RuleSet> load_signatures(const std::vector<SourceFile>& files, const std::vector<SourceFile>& shipped,
                                ShippedRules rules = ShippedRules::left_out);

}  // namespace trace
