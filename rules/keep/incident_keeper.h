// SPDX-License-Identifier: Apache-2.0
// A sink that has the files around each detection kept, by a process of its own (incidents.h): the engine, which handles what an attacker can
// shape, opens nothing by then. What it says to that process is a time, an id and a line; it never waits for it.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "common/sink/sink.h"
#include "rules/keep/incidents.h"
#include "rules/model/detection.h"

namespace trace {

class IncidentKeeper final : public DetectionSink {
 public:
  // Forks the process, which has the ring and the folder open then. What comes here goes on to `inner`. Errors: of both folders;
  // of fork(2). require_sandbox: rather fail than go on without. REQUIRES: this process has one thread, and is not in the sandbox.
  static Result<std::unique_ptr<IncidentKeeper>> start(const std::string& ring, const std::string& incidents,
                                                       IncidentLimits limits, DetectionSink& inner,
                                                       bool require_sandbox);
  ~IncidentKeeper() override;

  Status detection(const Detection& detection) override;
  Status flush() override { return inner_.flush(); }

  // Whether the process is still there: it tells if not. To be called every second.
  void look();

  // In the sandbox: to talk to it, and to wait for it.
  Needs needs() const;
  // Waits until it has taken what is there, but not for ever: one that hangs must not keep the engine.
  void finish();
  // Errors: the process ended before it was told to, could not keep up, or could not keep all, which it said. REQUIRES: finish() was called.
  Status ending() const;

 private:
  IncidentKeeper(UniqueFd socket, pid_t pid, DetectionSink& inner);

  UniqueFd socket_;
  pid_t pid_;
  DetectionSink& inner_;
  Sink line_;  // into which a detection is written
  std::unique_ptr<DetectionSink> json_;
  std::string message_;
  // The process is no more.
  void lost();

  std::uint64_t dropped_ = 0;  // detections that it was not told of
  bool is_lost_ = false;
  bool is_lacking_ = false;  // it could not keep all
};

}  // namespace trace
