// SPDX-License-Identifier: Apache-2.0
#include "common/base/supervisor.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>

namespace trace {
namespace {

std::string taken_from_environment(const char* name) {
  const char* const value = std::getenv(name);
  const std::string text = value == nullptr ? "" : value;
  ::unsetenv(name);
  return text;
}

// A path, or with "@" a name that is in no file system (unix(7)). Not blocking: a supervisor that does not listen holds up nobody.
UniqueFd connect_to(std::string_view name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.empty() || name.size() >= sizeof(address.sun_path)) return {};
  std::copy(name.begin(), name.end(), address.sun_path);
  std::size_t size = offsetof(sockaddr_un, sun_path) + name.size();
  if (name.front() == '@') {
    address.sun_path[0] = '\0';
  } else {
    ++size;
  }
  UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const bool connected =
      fd && ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size)) == 0;
  return connected ? std::move(fd) : UniqueFd();
}

}  // namespace

Supervisor Supervisor::of_environment() {
  Supervisor supervisor;
  supervisor.socket_ = connect_to(taken_from_environment("NOTIFY_SOCKET"));
  const std::string usec = taken_from_environment("WATCHDOG_USEC");
  const std::string pid = taken_from_environment("WATCHDOG_PID");
  const bool is_for_us = pid.empty() || std::strtoll(pid.c_str(), nullptr, 10) == ::getpid();
  // Half of what is granted is what sd_watchdog_enabled(3) advises; it is not to depend on one that is late.
  if (is_for_us) supervisor.interval_ = std::chrono::microseconds(std::strtoll(usec.c_str(), nullptr, 10)) / 4;
  return supervisor;
}

void Supervisor::ready() {
  send("READY=1");
}

void Supervisor::reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::string usec = std::to_string(now.tv_sec * 1'000'000 + now.tv_nsec / 1000);
  send(("RELOADING=1\nMONOTONIC_USEC=" + usec).c_str());
}

void Supervisor::stopping() {
  send("STOPPING=1");
}

void Supervisor::alive(Clock::time_point now) {
  if (interval_ == Clock::duration::zero() || now < next_) return;
  next_ = now + interval_;
  send("WATCHDOG=1");
}

void Supervisor::send(const char* text) {
  if (socket_) [[maybe_unused]]
    const ssize_t n = ::write(socket_.get(), text, std::strlen(text));
}

}  // namespace trace
