// SPDX-License-Identifier: Apache-2.0
#include "rules/run/stop_signals.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <string>

#include <spdlog/spdlog.h>

#include "common/sink/waiting_writes.h"

namespace trace {
namespace {

// timeout(1) and the like send a signal to the process and to its group: that is one, not two.
constexpr std::int64_t kSameSignalMs = 300;

// A handler reaches nothing else.
std::atomic<int> interrupts{0};
std::atomic<int> hangups{0};
std::atomic<bool> terminated{false};
std::atomic<std::int64_t> interrupted_ms{0};
std::atomic<int> wake_fd{-1};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

// Functions that signal-safety(7) allows, and no others.
void handle(int signal) {
  const int saved = errno;
  if (signal == SIGHUP) ++hangups;
  if (signal == SIGTERM) terminated = true;
  if (signal == SIGINT) {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const std::int64_t now_ms = now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
    if (now_ms - interrupted_ms.exchange(now_ms) >= kSameSignalMs) ++interrupts;
  }
  if (signal != SIGHUP) limit_waiting_writes();
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = ::write(wake_fd, &one, sizeof(one));
  errno = saved;
}

}  // namespace

Result<StopSignals> StopSignals::catch_all(std::function<void()> on_hangup) {
  UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd) return Error{Code::io, "waiting for signals: " + std::string(std::strerror(errno))};
  wake_fd = fd.get();
  prepare_waiting_writes();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (signal == SIGHUP && action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = handle;
    ::sigaction(signal, &action, nullptr);
  }
  return StopSignals(std::move(fd), std::move(on_hangup));
}

bool StopSignals::take(bool input_drains) {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t n = ::read(fd_.get(), &count, sizeof(count));
  if (terminated) return true;
  if (hangups.exchange(0) > 0) {
    if (!on_hangup_ && !input_drains) return true;
    if (on_hangup_) on_hangup_();
  }
  const int came = interrupts.exchange(0);
  if (came == 0) return false;
  interrupts_ += came;
  if (!input_drains || interrupts_ > 1) return true;
  spdlog::info("interrupted: reading what is left in the pipe (again to end at once)");
  return false;
}

}  // namespace trace
