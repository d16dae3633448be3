// SPDX-License-Identifier: Apache-2.0
// Which of the files that were opened to be executed belongs to which execution.
//
// The kernel opens, in the course of one execve(2) and for one process, in this order: the script, if it is one (and its
// interpreter's script, if that is one too); the program; the loader of the program. Each opening is told here (fanotify);
// then comes the event sched_process_exec, which names the inodes of program and loader, and whether there was a script. A
// process that executes one file twice may be told of once, since the kernel merges what is equal in its queue.
//
//   opened:  script A, program B, loader C, program D, loader E       of one process
//   event:   program B (script: yes)     ->  program B, script A; C is dropped
//   event:   program D                   ->  program D; E is dropped
//
// An opening that belongs to no event of the kPatienceNs after it is an attempt: the kernel could not execute the file, or the event was
// lost. On overlayfs each file is told twice, as itself and as that of the layer below it: two that are alike in size and times are one.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "collector/capture/held_file.h"

namespace trace {

// What is asked of an event sched_process_exec.
struct Execution {
  pid_t pid = 0;  // in our pid namespace; 0: it is not known there
  std::uint64_t inode = 0;
  std::uint32_t dev = 0;           // as the kernel has it
  std::uint64_t loader_inode = 0;  // 0: it has none
  std::string path;                // as the process sees it
  bool is_script = false;
};

class ExecJoin {
 public:
  static constexpr std::uint64_t kPatienceNs = 2'000'000'000;
  // Held at once: a collector that is held up must not keep deleted files alive for ever.
  static constexpr std::size_t kFilesMax = 65'536;

  explicit ExecJoin(std::size_t files_max = kFilesMax) : files_max_(files_max) {}

  struct Found {
    std::optional<HeldFile> program;
    std::vector<HeldFile> scripts;
    std::vector<HeldFile> attempts;  // of the same process, before it
  };

  void opened(HeldFile file);
  // REQUIRES: what was opened before the event was handed to opened(). O(files held of the process); of all, if it is not known here.
  Found executed(const Execution& execution);
  // What no event is to be expected for, since those until that time have come, or there are too many; with `all`, everything.
  std::vector<HeldFile> take_attempts(std::uint64_t seen_until_ns, bool all);
  bool is_empty() const { return files_.empty(); }
  // How many of them were too many, since the last call.
  std::uint64_t take_pushed_out() { return std::exchange(pushed_out_, 0); }

 private:
  using Files = std::list<HeldFile>;
  using OfProcess = std::deque<Files::iterator>;

  Files::iterator find_program(const Execution& execution);
  // The first one that the process has opened, if any.
  HeldFile* first_of(pid_t pid);
  HeldFile take_first_of(pid_t pid);

  std::size_t files_max_;
  std::uint64_t pushed_out_ = 0;
  Files files_;                                      // in the order in which they were opened
  std::unordered_map<pid_t, OfProcess> of_process_;  // none is empty
};

}  // namespace trace
