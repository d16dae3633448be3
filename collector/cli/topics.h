// SPDX-License-Identifier: Apache-2.0
// The texts of "--FLAG help".
#pragma once

#include <string>

namespace trace {

std::string trace_topic();
std::string events_topic();
std::string scope_topic();
std::string output_topic();

}  // namespace trace
