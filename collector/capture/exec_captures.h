// SPDX-License-Identifier: Apache-2.0
// Files that are executed: for each execution its program, and its script, are found and kept.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "collector/capture/artifacts.h"
#include "collector/capture/exec_join.h"
#include "collector/capture/file_watch.h"
#include "collector/capture/pids_here.h"
#include "collector/capture/transfer_captures.h"

namespace trace {

class ExecCaptures {
 public:
  // `watch` may be null: then files are looked for in /proc only. All must outlive it.
  ExecCaptures(ArtifactStore& store, Artifacts& artifacts, FileWatch* watch, bool takes_attempts,
               TransferCaptures& transfers);

  // Forgets what was opened until now.
  void begin();
  // A trigger: sched_process_exec.
  void on(const Event& event);
  // Reads what is opened, so that the kernel's queue does not fill.
  void take_opened();
  // The events until that time have all come.
  void caught_up(std::uint64_t time_ns) { caught_up_ns_ = time_ns; }
  // To be called now and then: files that were opened and belong to no event, all of them at the end.
  void take_attempts(bool all);
  // How many files were given up since the last call because too many waited for their events.
  std::uint64_t take_pushed_out() { return has_begun_ ? join_.take_pushed_out() : 0; }

 private:
  void keep_program(const HeldFile& file, const Trigger& trigger, std::string_view how);
  // A program whose file is not held. False: it is missed, and nothing tells where it could be found.
  bool keep_otherwise(const Trigger& trigger);
  std::string open_in_proc(const Event& event, HeldFile& file) const;

  ArtifactStore& store_;
  Artifacts& artifacts_;
  FileWatch* watch_;
  bool takes_attempts_;
  bool is_unwritten_;  // a program that is executed
  std::size_t files_max_;
  TransferCaptures& transfers_;
  std::uint64_t caught_up_ns_ = 0;
  bool has_begun_ = false;
  ExecJoin join_;
  PidsHere pids_;
  std::map<std::uint32_t, std::uint64_t> looked_at_;  // mount namespaces, since a file was not held: when
};

}  // namespace trace
