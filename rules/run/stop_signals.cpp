// SPDX-License-Identifier: Apache-2.0
#include "rules/run/stop_signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include <spdlog/spdlog.h>

#include "common/sink/waiting_writes.h"

namespace trace {
namespace {

// A handler reaches nothing else.
SignalCount interrupts;
std::atomic<int> hangups{0};
std::atomic<bool> terminated{false};

// Functions that signal-safety(7) allows, and no others.
void handle(int signal) {
  const int saved = errno;
  if (signal == SIGHUP) ++hangups;
  if (signal == SIGTERM) terminated = true;
  if (signal == SIGINT) interrupts.add();
  if (signal != SIGHUP) limit_waiting_writes();
  WakeUp::ring();
  errno = saved;
}

}  // namespace

Result<StopSignals> StopSignals::catch_all(std::function<void()> on_hangup) {
  TRY_ASSIGN(WakeUp wake_up, WakeUp::make());
  prepare_waiting_writes();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (signal == SIGHUP && action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = handle;
    ::sigaction(signal, &action, nullptr);
  }
  unblock_signals({SIGINT, SIGTERM, SIGHUP});
  return StopSignals(std::move(wake_up), std::move(on_hangup));
}

bool StopSignals::take(bool input_drains) {
  wake_up_.silence();
  if (terminated) return true;
  if (hangups.exchange(0) > 0) {
    if (!on_hangup_ && !input_drains) return true;
    if (on_hangup_) on_hangup_();
  }
  const int came = interrupts.count();
  if (came == std::exchange(interrupts_, came)) return false;
  if (!input_drains || came > 1) return true;
  spdlog::info("interrupted: reading what is left in the pipe (again to end at once)");
  return false;
}

}  // namespace trace
