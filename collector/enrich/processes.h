// SPDX-License-Identifier: Apache-2.0
// Which program each process runs, learnt from the events of how processes begin, change and end.
//
// The kernel tells of those that were there before (existing_process), and of every fork, exec and exit. Events come in
// the order in which they happened to a process, so what is known when an event is handled is what was true when it
// happened; an exec is one of the new program already. *Rejected:* reading /proc/PID/exe, which costs more and tells
// what a process runs by now, if it is there at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/event/event.h"

namespace trace {

// One process of all there ever were. A pid is used again; the start time tells them apart.
struct ProcessKey {
  std::uint32_t pid = 0;       // as the host sees it
  std::uint64_t start_ns = 0;  // of its main thread, since boot
  bool operator==(const ProcessKey&) const = default;
};

class Processes {
 public:
  // Processes beyond this many are forgotten, those first that were learnt of first: exits may have been lost.
  static constexpr std::size_t kMax = std::size_t{1} << 17;
  // Events of a process come from several CPUs, so some come after its last exit.
  static constexpr std::uint64_t kLingerNs = 2'000'000'000;

  // Whether update() learns anything from such events.
  static bool is_source(const EventSpec& event);

  // REQUIRES: is_source(*event.spec).
  void update(const Event& event);

  // The path of the program that the process runs; empty if it is not known, and for kernel threads. Valid until the
  // next update().
  std::string_view executable(ProcessKey key) const;

  std::size_t size() const { return processes_.size(); }

 private:
  using Path = std::shared_ptr<const std::string>;  // shared by all that descend from an exec
  struct Process {
    std::uint64_t start_ns = 0;
    Path path;
  };
  struct Ended {
    ProcessKey key;
    std::uint64_t time_ns = 0;
  };

  const Process* find(ProcessKey key) const;
  void set(ProcessKey key, Path path);
  void forget(ProcessKey key);
  void forget_ended(std::uint64_t now_ns);

  std::unordered_map<std::uint32_t, Process> processes_;  // by pid: one at a time has it
  std::deque<ProcessKey> learnt_;                         // oldest first; some are gone
  std::deque<Ended> ended_;                               // oldest first
};

}  // namespace trace
