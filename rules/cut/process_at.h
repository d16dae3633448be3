// SPDX-License-Identifier: Apache-2.0
// Which process had a number at some time.
#pragma once

#include <cstdint>
#include <optional>

#include "common/stream/item.h"
#include "rules/cli/cut_options.h"
#include "rules/cut/process_trees.h"

namespace trace {

// The one that the last event of a process of that number up to then is of; if there is none, the first one after. A number is used again
// only when its process has ended, so that is the one.
class ProcessAt {
 public:
  // REQUIRES: root.at.
  explicit ProcessAt(const TreeRoot& root) : root_(root) {}

  // To be given every item.
  void take(const Item& item);
  // None: no process had that number.
  std::optional<ProcessTrees::Root> found() const;
  // When its first event came, since the epoch, if that was after the time that was asked for: it may have begun after it, too. 0: before.
  std::uint64_t came_later_ns() const;

 private:
  void note(ProcessKey key, std::uint64_t time_ns);

  TreeRoot root_;
  std::uint64_t begin_ns_ = 0;  // of the recording; 0: not known yet
  std::optional<ProcessKey> found_;
  std::uint64_t found_ns_ = 0;
};

}  // namespace trace
