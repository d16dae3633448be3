// SPDX-License-Identifier: Apache-2.0
// The signals that end the engine, or make it read its signatures again.
//
// In `trace-ebpf | trace-rules` Ctrl-C hits both programs. The collector then drains what the kernel still holds into the
// pipe; so the first SIGINT does not end reading from a pipe, its end does. A second one does, as does SIGTERM, and the first
// one if the input is a file. SIGHUP, which a terminal sends when it is closed, ends reading from a file only, so that of a
// pipe nothing is lost; if there are signatures to read again, it does that and nothing else.
//
// They are handled, not blocked, so that they end a write to an output whose reader does not read (waiting_writes.h).
#pragma once

#include <functional>
#include <utility>

#include "common/base/caught_signals.h"
#include "common/base/result.h"

namespace trace {

class StopSignals {
 public:
  // Handles SIGINT, SIGTERM, and SIGHUP unless it is ignored (nohup), from now on. `on_hangup` is called by take(), and may be
  // none. One object in the program.
  static Result<StopSignals> catch_all(std::function<void()> on_hangup);

  // Readable when one of them came.
  int wait_fd() const { return wake_up_.fd(); }
  // Takes off those that came. True if reading is to end now. input_drains: it is a pipe, and its end will come.
  bool take(bool input_drains);

 private:
  StopSignals(WakeUp wake_up, std::function<void()> on_hangup)
      : wake_up_(std::move(wake_up)), on_hangup_(std::move(on_hangup)) {}

  WakeUp wake_up_;
  std::function<void()> on_hangup_;
  int interrupts_ = 0;  // that were taken off
};

}  // namespace trace
