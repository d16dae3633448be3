// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trace {

// A bash completion script for trace-ebpf, with the names of events, sets and arguments.
std::string completion_script();

}  // namespace trace
