// SPDX-License-Identifier: Apache-2.0
#include "collector/run/signals.h"

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

#include "common/sink/sink.h"
#include "common/sink/waiting_writes.h"

namespace trace {
namespace {

// timeout(1) and the like send a signal to the process and to its group: that is one, not two.
constexpr std::int64_t kSameSignalMs = 300;

// A handler reaches nothing else.
std::atomic<std::int64_t> first_ms{0};
std::atomic<pid_t> child_to_end{0};
std::atomic<bool> child_changed{false};
std::atomic<int> wake_fd{-1};
static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free);

std::int64_t now_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

void wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = ::write(wake_fd, &one, sizeof(one));
}

// Functions that signal-safety(7) allows, and no others.
void handle(int signal) {
  const int saved = errno;
  const std::int64_t now = now_ms();
  std::int64_t none = 0;
  if (!first_ms.compare_exchange_strong(none, now) && now - none >= kSameSignalMs) {
    static constexpr char kText[] = "trace-ebpf: ended at once, what was not written yet is lost\n";
    [[maybe_unused]] const ssize_t n = ::write(STDERR_FILENO, kText, sizeof(kText) - 1);
    if (const pid_t child = child_to_end; child > 0) ::kill(child, SIGTERM);
    ::_exit(128 + signal);
  }
  limit_waiting_writes();
  wake();
  errno = saved;
}

void handle_child(int) {
  const int saved = errno;
  child_changed = true;
  wake();
  errno = saved;
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
  UniqueFd fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd) return Error{Code::io, "waiting for signals: " + std::string(std::strerror(errno))};
  wake_fd = fd.get();
  prepare_waiting_writes();
  for (const int signal : kStops) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (signal != SIGHUP || before.sa_handler != SIG_IGN) catch_one(signal, handle, 0);
  }
  catch_one(SIGCHLD, handle_child, SA_RESTART | SA_NOCLDSTOP);
  return Signals(std::move(fd));
}

Signals::Came Signals::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t n = ::read(wait_fd_.get(), &count, sizeof(count));
  return {first_ms != 0, child_changed.exchange(false)};
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
