// SPDX-License-Identifier: Apache-2.0
#include "common/base/caught_signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <string>

namespace trace {
namespace {

std::atomic<int> rung_fd{-1};

}  // namespace

void unblock_signals(std::initializer_list<int> signals) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : signals) ::sigaddset(&set, signal);
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

int SignalCount::add() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return add(now.tv_sec * 1000 + now.tv_nsec / 1'000'000 + 1);
}

int SignalCount::add(std::int64_t now_ms) {
  std::int64_t last = last_ms_;
  const bool is_same = last != 0 && now_ms - last < kSameSignalMs;
  // If a handler interrupted this one just here, its signal is the same one.
  if (!is_same && last_ms_.compare_exchange_strong(last, now_ms)) ++count_;
  return count_;
}

Result<WakeUp> WakeUp::make() {
  UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd) return Error{Code::io, "waiting for signals: " + std::string(std::strerror(errno))};
  rung_fd = fd.get();
  return WakeUp(std::move(fd));
}

WakeUp::~WakeUp() {
  if (fd_) rung_fd = -1;
}

void WakeUp::ring() {
  const int saved = errno;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = ::write(rung_fd, &one, sizeof(one));
  errno = saved;
}

bool WakeUp::has_rung_within(int ms) {
  pollfd wait{rung_fd, POLLIN, 0};  // none is passed over by poll(2)
  return ::poll(&wait, 1, ms) != 0;
}

void WakeUp::silence() const {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t n = ::read(fd_.get(), &count, sizeof(count));
}

}  // namespace trace
