// SPDX-License-Identifier: Apache-2.0
// What the loop asks of the machine besides frames: the time, sleep, and when to stop. SystemHost is the real one; tests
// have one whose clock they move.
#pragma once

#include <chrono>
#include <span>

#include "collector/run/clock_watch.h"
#include "collector/run/command.h"
#include "collector/run/signals.h"
#include "common/base/sandbox.h"
#include "common/base/supervisor.h"
#include "common/base/unique_fd.h"

namespace trace {

class Host {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~Host() = default;
  virtual Time now() = 0;
  virtual ClockReading clocks() = 0;
  // Sleeps until a source of frames is readable, a signal came or the wall clock was set, at most so long.
  virtual void wait(std::chrono::milliseconds at_most) = 0;
  // Sleeps; frames do not wake it.
  virtual void pause(std::chrono::milliseconds time) = 0;
  // A signal asks for the end, or the command has ended.
  virtual bool should_stop() = 0;
  // The loop goes round: to be called every second.
  virtual void alive() = 0;
};

class SystemHost final : public Host {
 public:
  // source_fds: of FrameSource::wait_fd() and SideSource::wait_fd(). command: null if there is none. All must outlive it.
  SystemHost(std::span<const int> source_fds, const Clocks& clocks, Signals& signals, Command* command,
             Supervisor& supervisor);

  // The system calls of wait() and pause().
  static Needs needs();

  Time now() override { return std::chrono::steady_clock::now(); }
  ClockReading clocks() override { return clocks_.read(); }
  void wait(std::chrono::milliseconds at_most) override;
  void pause(std::chrono::milliseconds time) override;
  bool should_stop() override;
  void alive() override { supervisor_.alive(); }

 private:
  Clocks clocks_;
  Signals& signals_;
  Command* command_;
  Supervisor& supervisor_;
  UniqueFd poll_;
  UniqueFd clock_set_;  // readable once the wall clock was set; invalid where the kernel has no such timer
};

}  // namespace trace
