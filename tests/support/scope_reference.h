// SPDX-License-Identifier: Apache-2.0
// The definition of the scopes, to hold against what the kernel side and the predicate decide.
#pragma once

#include <cstdint>
#include <optional>

#include "collector/selection/scopes.h"
#include "common/event/event.h"

namespace trace {

// What an event does not say itself, and the kernel knows.
struct ScopeFacts {
  std::uint64_t pid = 0;  // in the pid namespace of the collector; tid likewise
  std::uint64_t tid = 0;
  bool pid_is_new = false;
  bool container_is_new = false;
  bool follows_match = false;  // descends from a process that matched
  // Of the process and its ancestors, the nearest one listed in `tree`.
  std::optional<std::uint64_t> nearest_in_tree;
};

bool scope_matches(const Scopes& scopes, const Context& context, const ScopeFacts& facts);

}  // namespace trace
