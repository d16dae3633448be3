// SPDX-License-Identifier: Apache-2.0
#include "collector/run/host.h"

#include <sys/epoll.h>
#include <sys/syscall.h>

#include <ctime>

namespace trace {
namespace {

void add(int poll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

}  // namespace

SystemHost::SystemHost(int source_fd, Signals& signals, Command* command)
    : signals_(signals), command_(command), poll_(epoll_create1(EPOLL_CLOEXEC)) {
  add(poll_.get(), source_fd);
  add(poll_.get(), signals_.wait_fd());
}

Needs SystemHost::needs() {
  return {{SYS_epoll_create1}, {SYS_epoll_ctl}, {SYS_epoll_wait}, {SYS_epoll_pwait}, {SYS_nanosleep}};
}

void SystemHost::wait(std::chrono::milliseconds at_most) {
  epoll_event ready[2];
  epoll_wait(poll_.get(), ready, 2, static_cast<int>(at_most.count()));
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
