// SPDX-License-Identifier: Apache-2.0
#include "collector/run/signals.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include "common/base/standard_error.h"
#include "common/sink/sink.h"
#include "common/sink/waiting_writes.h"

namespace trace {
namespace {

// A handler reaches nothing else.
SignalCount stops;
std::atomic<pid_t> child_to_end{0};
std::atomic<bool> child_changed{false};
static_assert(std::atomic<pid_t>::is_always_lock_free);

// Functions that signal-safety(7) allows, and no others.
void handle(int signal) {
  const int saved = errno;
  if (stops.add() > 1) {
    static constexpr char kText[] = "trace-ebpf: ended at once, what was not written yet is lost\n";
    static_cast<void>(write_error_text({kText, sizeof(kText) - 1}));
    if (const pid_t child = child_to_end; child > 0) ::kill(child, SIGTERM);
    ::_exit(128 + signal);
  }
  limit_waiting_writes();
  WakeUp::ring();
  errno = saved;
}

void handle_child(int) {
  child_changed = true;
  WakeUp::ring();
}

void catch_one(int signal, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(signal, &action, nullptr);
}

constexpr std::array<int, 3> kStops = {SIGINT, SIGTERM, SIGHUP};

}  // namespace

Result<Signals> Signals::catch_all() {
  TRY_ASSIGN(WakeUp wake_up, WakeUp::make());
  prepare_waiting_writes();
  for (const int signal : kStops) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (signal != SIGHUP || before.sa_handler != SIG_IGN) catch_one(signal, handle, 0);
  }
  catch_one(SIGCHLD, handle_child, SA_RESTART | SA_NOCLDSTOP);
  unblock_signals({SIGINT, SIGTERM, SIGHUP, SIGCHLD});
  return Signals(std::move(wake_up));
}

Signals::Came Signals::take() {
  wake_up_.silence();
  return {are_to_stop(), child_changed.exchange(false)};
}

bool Signals::are_to_stop() {
  return stops.count() != 0;
}

void Signals::end_with_us(pid_t child) {
  child_to_end = child;
}

void Signals::restore() {
  for (const int signal : kStops) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    if (now.sa_handler == handle) std::signal(signal, SIG_DFL);
  }
  std::signal(SIGCHLD, SIG_DFL);
  restore_write_signals();
}

}  // namespace trace
