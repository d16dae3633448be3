// SPDX-License-Identifier: Apache-2.0
// What ends the collector from outside: SIGINT, SIGTERM, and SIGHUP unless it is ignored (nohup).
//
// The first one ends it in order, with all that the kernel still holds; an output whose reader is stuck is given up after a
// while (common/sink/waiting_writes.h). If even that takes too long, a second one ends it at once: the handler itself does
// it, wherever the program is.
#pragma once

#include <sys/types.h>

#include "common/base/caught_signals.h"
#include "common/base/result.h"

namespace trace {

class Signals {
 public:
  // Handles them from now on, and SIGCHLD. One object in the program.
  static Result<Signals> catch_all();

  // A descriptor for epoll: readable when one of them came.
  int wait_fd() const { return wake_up_.fd(); }

  struct Came {
    bool stop = false;
    bool child = false;  // one of the children changed its state
  };
  // What came since the last call. Once it was told to stop, that is so for good.
  Came take();
  // Whether it was told to stop.
  static bool are_to_stop();

  // A second signal ends this process too (SIGTERM); 0: none.
  void end_with_us(pid_t child);

  // In a child, before exec: as they were before.
  static void restore();

 private:
  explicit Signals(WakeUp wake_up) : wake_up_(std::move(wake_up)) {}
  WakeUp wake_up_;
};

}  // namespace trace
