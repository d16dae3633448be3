// SPDX-License-Identifier: Apache-2.0
// One scope of the command line.
//
//   scope   := name [ operator value ("," value)* ]       names and kinds of values: common/catalog/scopes.def
//   a value of a name      * at either end
//   a value of a program   [ MNTNS ":" | "host:" ] /path, * at either end of the path
//   a value of a container "new", or the beginning of an id
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collector/selection/condition.h"
#include "collector/selection/scopes.h"
#include "common/base/result.h"

namespace trace {

bool is_scope(std::string_view name);
// ` (did you mean "comm"?)`, or nothing.
std::string near_scope(std::string_view name);

// Narrows `scopes` by one condition. host_mntns: what "host:" stands for, 0 if not known.
// REQUIRES: is_scope(condition.name).
Status add_scope(Scopes& scopes, const Condition& condition, std::uint64_t host_mntns);

// Adds what the user should know: scopes whose conditions contradict each other, values that were cut.
void take_notes(const Scopes& scopes, std::vector<std::string>& notes);

}  // namespace trace
