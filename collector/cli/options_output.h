// SPDX-License-Identifier: Apache-2.0
// --output: where events go, in which form.
//
//   output  := format [ ":" FILE ("," FILE)* ] | "format:" format | "out-file:" FILE | "option:"
//   NAME ("," NAME)* format  := "table" | "table-verbose" | "json" | "binary" | "none"
//
// A FILE of "stdout" or "-" is standard output. "format:" and "out-file:" are the spelling of
// Tracee's first releases, where there was one output: together they mean "format:FILE".
#pragma once

#include <string>
#include <vector>

#include "collector/cli/options.h"
#include "common/base/result.h"

namespace trace {

// Reads the values of --output into outputs, encoding, exec_env and sort_events.
Status parse_outputs(const std::vector<std::string>& flags, bool stdout_is_terminal, CommandLine& options);

}  // namespace trace
