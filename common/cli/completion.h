// SPDX-License-Identifier: Apache-2.0
// Completion in bash, made from the table of flags.
#pragma once

#include <string>

#include "common/cli/flag.h"

namespace trace {

// A script to be sourced. A value is completed by the words or the function of its row; without either, and where an
// operand may stand, file names are.
std::string completion_script(const ProgramFlags& program);

}  // namespace trace
