// SPDX-License-Identifier: Apache-2.0
#include "common/sink/waiting_writes.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

namespace trace {
namespace {

using Clock = std::chrono::steady_clock;

// A handler reaches nothing else.
std::atomic<bool> limited{false};
std::atomic<bool> writing{false};
static_assert(std::atomic<bool>::is_always_lock_free);

constexpr unsigned kAgainSeconds = 1;

// That it comes is what ends the write.
void on_alarm(int) {
  if (writing) ::alarm(kAgainSeconds);
}

bool wait_until_writable(int fd) {
  const auto deadline = Clock::now() + kWritePatience;
  pollfd wait{fd, POLLOUT, 0};
  for (auto left = kWritePatience + Clock::duration::zero(); left > Clock::duration::zero();
       left = deadline - Clock::now()) {
    const auto left_ms = std::chrono::ceil<std::chrono::milliseconds>(left);
    if (::poll(&wait, 1, static_cast<int>(left_ms.count())) > 0) return true;
  }
  return false;
}

}  // namespace

void prepare_waiting_writes() {
  struct sigaction action {};
  action.sa_handler = on_alarm;
  ::sigaction(SIGALRM, &action, nullptr);
}

void limit_waiting_writes() {
  limited = true;
  if (writing) ::alarm(kAgainSeconds);
}

ssize_t write_limited(int fd, std::string_view bytes) {
  writing = true;
  if (limited) {
    if (!wait_until_writable(fd)) {
      writing = false;
      errno = ETIMEDOUT;
      return -1;
    }
    ::alarm(kAgainSeconds);
  }
  const ssize_t n = ::write(fd, bytes.data(), bytes.size());
  writing = false;
  if (limited) ::alarm(0);
  return n;
}

Needs waiting_writes_needs() {
#ifdef SYS_alarm
  return {{SYS_alarm}, {SYS_setitimer}};
#else
  return {{SYS_setitimer}};
#endif
}

}  // namespace trace
