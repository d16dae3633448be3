// SPDX-License-Identifier: Apache-2.0
// Environments hold secrets. Unless they were asked for (option:exec-env), an exec keeps only the variables that
// detection needs, before anything else sees the frame.
#pragma once

#include <string>
#include <string_view>

namespace trace {

// True for NAME=VALUE of a variable that is always kept.
bool is_kept_variable(std::string_view entry);

// Removes the other variables from the field "env" of a sched_process_exec frame, in place; the frame shrinks.
// A frame of another event, or one that is damaged, is left as it is.
void reduce_environment(std::string& frame);

}  // namespace trace
