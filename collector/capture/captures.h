// SPDX-License-Identifier: Apache-2.0
// What is done for each trigger: its file is found, kept, noted in the manifest, and told as an event.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "collector/capture/exec_join.h"
#include "collector/capture/file_watch.h"
#include "collector/capture/store.h"
#include "common/event/owned_event.h"

namespace trace {

class Captures {
 public:
  using Tell = std::function<void(const Event& artifact)>;

  // `watch` may be null: then files are looked for in /proc only. All must outlive it.
  Captures(ArtifactStore& store, FileWatch* watch, bool takes_attempts, Tell tell);

  // Forgets what was opened until now.
  void begin();
  // A trigger. REQUIRES: it is an event of one that Captures knows (triggers_of()).
  void on(const Event& event);
  // Triggers that nobody can tell anything of.
  void missed(std::uint64_t count, std::string_view reason);
  // What was captured by others, or could not be: noted in the manifest, and told.
  void note(ManifestLine line, bool complete);
  // Reads what is opened, so that the kernel's queue does not fill.
  void take_opened();
  // The events until that time have all come.
  void caught_up(std::uint64_t time_ns) { caught_up_ns_ = time_ns; }
  // To be called now and then: files that were opened and belong to no event, all of them at the end.
  void take_attempts(bool all);
  bool awaits_any() const { return !join_.is_empty(); }

 private:
  struct Trigger;  // what is known of why a file is kept

  void keep(HeldFile file, const Trigger& trigger, std::string_view how);
  void missed(const Trigger& trigger, std::string reason);
  void report(ManifestLine line, const Trigger& trigger, bool complete);
  // The program that a process runs now, if it is that one.
  bool keep_from_proc(const Trigger& trigger);
  pid_t number_here(const Context& context) const;

  ArtifactStore& store_;
  FileWatch* watch_;
  bool takes_attempts_;
  std::uint64_t caught_up_ns_ = 0;
  Tell tell_;
  ExecJoin join_;
  bool in_first_pid_namespace_;
  std::uint32_t pid_namespace_;
  std::map<std::uint32_t, std::uint64_t> looked_at_;  // mount namespaces, since a file was not held: when
};

}  // namespace trace
