// SPDX-License-Identifier: Apache-2.0
// The flags of trace-ebpf.
#pragma once

#include <string>

#include "common/cli/flag.h"

namespace trace {

const ProgramFlags& collector_program();

// What the man page says of formats and of options of outputs, as items of a list in mdoc(7).
std::string manual_of_formats();
std::string manual_of_output_options();

}  // namespace trace
