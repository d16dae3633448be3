// SPDX-License-Identifier: Apache-2.0
// The text of --help.
#pragma once

#include <string>

#include "common/cli/flag.h"

namespace trace {

// One line for each flag, under the heading of its group, between the head and the tail of the program's own.
std::string help_text(const ProgramFlags& program);

}  // namespace trace
