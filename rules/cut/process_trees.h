// SPDX-License-Identifier: Apache-2.0
// Which processes belong to the trees that are asked for: the roots, all that descend from them, and their ancestors.
//
// One pass does, since a fork stands before the events of the child. A process once in a tree stays in it, whoever its parent
// is later. What an ancestor ran before its descendant was found to be one is kept until then: so of every process that lives the last
// programs are kept (kBeginningsMax), as the events that told of them.
//
// A stream without forks has the parent in the context of each event, and that is believed. A process that first shows after its parent
// has ended is missed then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common/event/owned_event.h"
#include "common/state/processes.h"

namespace trace {

class ProcessTrees {
 public:
  struct Root {
    std::uint32_t pid = 0;              // on the host
    std::optional<ProcessKey> process;  // the one of that number; none: all that ever have it
  };
  enum class Place : std::uint8_t { outside, ancestor, inside };

  static constexpr std::size_t kBeginningsMax = 8;             // of a process
  static constexpr std::size_t kBeginningBytesMax = 64 << 20;  // of all processes
  static constexpr std::size_t kMembersMax = 1 << 20;          // of all trees

  explicit ProcessTrees(std::vector<Root> roots) : roots_(std::move(roots)) {}

  // Where the process of the event is; that of a fork is inside if the child is. To be given every event, in order.
  Place see(const Event& event);
  // What ancestors that were found by the last see() had run before, by time.
  std::vector<OwnedEvent> take_beginnings();

  // Processes that were in no tree only because there was no room.
  std::uint64_t left_out() const { return left_out_; }
  std::size_t members() const { return members_.size(); }
  // Processes that were roots.
  std::size_t roots_found() const { return roots_found_; }

  // Events that tell what a process runs.
  static bool is_beginning(const EventSpec& event);

 private:
  struct Hash {
    std::size_t operator()(const ProcessKey& key) const {
      return SeededHash()(std::uint64_t{key.pid} << 32 | key.entity);
    }
  };

  bool is_root(ProcessKey key) const;
  bool has(ProcessKey key) const { return members_.contains(key); }
  // Into a tree if it is a root or has a parent that is in one.
  bool place(ProcessKey key, ProcessKey parent);
  void find_ancestors(ProcessKey parent);
  bool place_child(const Event& fork, bool maker_is_inside);
  void keep_beginning(ProcessKey key, const Event& event);
  std::vector<OwnedEvent> take_beginnings_of(ProcessKey key);
  void make_room();

  std::vector<Root> roots_;
  Processes processes_;
  std::unordered_set<ProcessKey, Hash> members_;
  std::unordered_set<ProcessKey, Hash> ancestors_;
  std::unordered_map<ProcessKey, std::vector<OwnedEvent>, Hash> beginnings_;
  std::size_t beginning_bytes_ = 0;
  std::vector<OwnedEvent> found_;
  std::uint64_t left_out_ = 0;
  std::size_t roots_found_ = 0;
};

}  // namespace trace
