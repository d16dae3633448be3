// SPDX-License-Identifier: Apache-2.0
// What a service tells the supervisor that started it: the datagrams of sd_notify(3).
//
// *Rejected:* libsystemd, whose sd_notify() opens a socket each time, which the sandbox forbids, and which is a library more
// for a datagram of text.
#pragma once

#include <chrono>

#include "common/base/unique_fd.h"

namespace trace {

class Supervisor {
 public:
  using Clock = std::chrono::steady_clock;

  // The one that NOTIFY_SOCKET names, and how often it wants to hear of us (WATCHDOG_USEC, WATCHDOG_PID). The variables are
  // removed, so that children do not speak for this program. Without them nothing is sent.
  static Supervisor of_environment();

  void ready();
  // Configuration is read again; ready() ends that.
  void reloading();
  void stopping();
  // To be called at least every second, by what would not come to it if it hung.
  void alive(Clock::time_point now = Clock::now());

 private:
  void send(const char* text);

  UniqueFd socket_;
  Clock::duration interval_{};  // between signs of life; 0: none are wanted
  Clock::time_point next_{};
};

}  // namespace trace
