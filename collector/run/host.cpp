// SPDX-License-Identifier: Apache-2.0
#include "collector/run/host.h"

#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <ctime>
#include <limits>

namespace trace {
namespace {

void add(int poll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

// A timer that never expires and is cancelled, which makes it readable, whenever the wall clock is set: timerfd_create(2),
// TFD_TIMER_CANCEL_ON_SET.
UniqueFd watch_clock() {
  UniqueFd timer(timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK));
  itimerspec never{};
  never.it_value.tv_sec = std::numeric_limits<std::int32_t>::max();
  never.it_value.tv_sec *= 2;
  if (timer) timerfd_settime(timer.get(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr);
  return timer;
}

}  // namespace

SystemHost::SystemHost(std::span<const int> source_fds, const Clocks& clocks, Signals& signals, Command* command,
                       Supervisor& supervisor)
    : clocks_(clocks),
      signals_(signals),
      command_(command),
      supervisor_(supervisor),
      poll_(epoll_create1(EPOLL_CLOEXEC)),
      clock_set_(watch_clock()) {
  for (const int fd : source_fds) add(poll_.get(), fd);
  add(poll_.get(), signals_.wait_fd());
  if (clock_set_) add(poll_.get(), clock_set_.get());
}

Needs SystemHost::needs() {
  return {
      {SYS_epoll_create1},  {SYS_epoll_ctl},       {SYS_epoll_pwait}, {SYS_nanosleep},
      {SYS_timerfd_create}, {SYS_timerfd_settime}, {SYS_read},
#ifdef SYS_epoll_wait
      {SYS_epoll_wait},
#endif
  };
}

void SystemHost::wait(std::chrono::milliseconds at_most) {
  epoll_event ready[4];
  const int count = epoll_wait(poll_.get(), ready, 4, static_cast<int>(at_most.count()));
  for (int i = 0; i < count; ++i) {
    if (!clock_set_ || ready[i].data.fd != clock_set_.get()) continue;
    std::uint64_t expirations = 0;
    if (read(clock_set_.get(), &expirations, sizeof(expirations)) < 0) continue;  // ECANCELED: and it watches on
  }
}

void SystemHost::pause(std::chrono::milliseconds time) {
  const timespec pause{time.count() / 1000, time.count() % 1000 * 1'000'000};
  nanosleep(&pause, nullptr);
}

bool SystemHost::should_stop() {
  const Signals::Came came = signals_.take();
  return came.stop || (came.child && command_ != nullptr && command_->has_ended());
}

}  // namespace trace
