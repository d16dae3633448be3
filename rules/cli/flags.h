// SPDX-License-Identifier: Apache-2.0
// The flags of trace-rules.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/cli/flag.h"

namespace trace {

const ProgramFlags& engine_program();

// Prints what is wrong, as trace-rules says it, and returns the exit status.
int fail(int status, const Error& error);
// What was named could not be opened, or (Code::denied) something else that it takes could not be had.
int fail_to_open(const Error& error);

// What the man page says of formats, as items of a list in mdoc(7).
std::string manual_of_detection_formats();
std::string manual_of_exports();

}  // namespace trace
