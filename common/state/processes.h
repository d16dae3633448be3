// SPDX-License-Identifier: Apache-2.0
// What processes there are: their program, name, parent. Learnt from events alone, live or from a recording, so that both
// programs use it.
//
// The kernel tells of those that were there before (existing_process), and of every fork, exec and exit. Events come in
// the order in which they happened to a process, so what is known when an event is handled is what was true when it
// happened; an exec is one of the new program already. A stream without those events still teaches something: see().
// *Rejected:* reading /proc/PID/exe, which costs more and tells what a process runs by now, if it is there at all.
//
// The parent is the process that made this one, and stays so after it ended (the kernel then says 1, or a subreaper):
// who started a daemon is what one wants to know. So processes that ended are kept as long as they have children here.
//
// Limits: kMax and kEndedMax. A name is that of the last exec; later changes by prctl(2) are in the events themselves.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/seeded_hash.h"
#include "common/event/event.h"

namespace trace {

// One process of all there ever were. A pid is used again; the entity id (entity.h) tells them apart, and frames and JSON
// both have it.
struct ProcessKey {
  std::uint32_t pid = 0;  // as the host sees it
  std::uint32_t entity = 0;
  bool operator==(const ProcessKey&) const = default;

  static ProcessKey at(std::uint32_t host_pid, std::uint64_t start_ns);
  static ProcessKey of(const Context& context) { return {context.host_pid, context.process_entity}; }
  static ProcessKey parent_of(const Context& context) { return {context.host_ppid, context.parent_entity}; }
};

struct Process {
  ProcessKey key;
  ProcessKey parent;           // pid 0: not known, or it has none
  std::uint64_t start_ns = 0;  // since boot; 0: not known (JSON does not say)

  // Path of the program; empty if it is not known, and for kernel threads.
  std::string_view executable() const { return path == nullptr ? std::string_view() : std::string_view(*path); }
  std::string_view comm() const { return name.data(); }

  std::shared_ptr<const std::string> path;  // shared by all that descend from an exec
  std::array<char, WIRE_NAME_SIZE> name{};  // with a NUL at its end
};

class Processes {
 public:
  // Processes beyond this many are forgotten, those first that were learnt of first: exits may have been lost.
  static constexpr std::size_t kMax = std::size_t{1} << 17;
  // Bytes of paths, likewise: a path has 4,096 at most, and few have a hundred.
  static constexpr std::size_t kPathBytesMax = std::size_t{64} << 20;
  // Of those that ended and are kept for their children: a chain of daemons cannot push out the living.
  static constexpr std::size_t kEndedMax = std::size_t{1} << 14;
  // Events of a process come from several CPUs, so some come after its last exit.
  static constexpr std::uint64_t kLingerNs = 2'000'000'000;

  // Whether update() learns anything from such events.
  static bool is_source(const EventSpec& event) { return !event.feeds.empty() && event.feeds_table(Table::processes); }

  // REQUIRES: is_source(*event.spec).
  void update(const Event& event);
  // Learns of the process of any event, and fills in what is not known of it, from the event's context.
  void see(const Context& context);

  // Null if it is not known. Valid until the next update() or see(); while removals() stays the same, for longer.
  const Process* find(ProcessKey key) const;
  // The parent is level 1. Of the process that an event is of; if that one is not known, its parent by the context is
  // level 1 all the same. Null if it is not known. O(level).
  const Process* ancestor(const Context& context, unsigned level) const;

  // Calls visit(const Process&) for each, those first that were learnt of first.
  template <class F>
  void for_each(F&& visit) const {
    for (const ProcessKey& key : learnt_) {
      if (const Process* const process = find(key)) visit(*process);
    }
  }

  std::size_t size() const { return nodes_.size(); }
  // Counts the processes that were forgotten.
  std::uint64_t removals() const { return removals_; }

 private:
  struct Node : Process {
    std::uint32_t children = 0;  // that are in the table and count here
    bool is_counted = false;     // in `children` of its parent
    bool is_kept = false;        // it ended, and is here for its children
  };
  struct Hash {
    std::size_t operator()(const ProcessKey& key) const {  // streams need not say the entity
      return SeededHash()(std::uint64_t{key.pid} << 32 | key.entity);
    }
  };
  struct Ended {
    ProcessKey key;
    std::uint64_t time_ns = 0;
  };

  void learn(const Context& context);
  std::shared_ptr<const std::string> made_path(std::string_view path);
  Node& add(ProcessKey key, ProcessKey parent);
  void started(const Event& fork);
  void executed(const Event& exec);
  void forget(ProcessKey key);
  void forget_ended(std::uint64_t now_ns);
  void keep(Node& node);
  void hold_bounds();

  std::unordered_map<ProcessKey, Node, Hash> nodes_;
  std::deque<ProcessKey> learnt_;  // oldest first; some are gone
  std::deque<Ended> ended_;        // oldest first
  std::deque<ProcessKey> kept_;    // ended, and with children; oldest first; some are gone
  std::size_t kept_count_ = 0;
  std::uint64_t removals_ = 0;
  std::shared_ptr<std::size_t> path_bytes_ =
      std::make_shared<std::size_t>(0);  // those of paths that are left count it down
};

}  // namespace trace
