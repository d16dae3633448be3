// SPDX-License-Identifier: Apache-2.0
#include "common/base/standard_error.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <ctime>

namespace trace {
namespace {

int shared_fd = -1;  // as it was given to us; -1: standard error still is

std::int64_t now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace

void own_standard_error() {
  struct stat status {};
  if (::fstat(STDERR_FILENO, &status) != 0 || !(S_ISFIFO(status.st_mode) || ::isatty(STDERR_FILENO) != 0)) return;
  const int own = ::open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (own < 0) return;
  shared_fd = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (shared_fd >= 0) ::dup2(own, STDERR_FILENO);
  ::close(own);
}

void give_back_standard_error() {
  if (shared_fd >= 0) ::dup2(shared_fd, STDERR_FILENO);
}

std::size_t write_error_text(std::string_view text, int patience_ms) {
  const int saved = errno;
  const std::int64_t deadline = now_ms() + patience_ms;
  std::size_t written = 0;
  bool is_late = false;
  while (written < text.size() && !is_late) {
    const std::int64_t left = deadline - now_ms();
    is_late = left <= 0;
    pollfd room{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&room, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) <= 0) continue;
    // What a pipe that is writable takes at once: pipe(7).
    const ssize_t n =
        ::write(STDERR_FILENO, text.data() + written, std::min<std::size_t>(text.size() - written, PIPE_BUF));
    if (n < 0 && errno != EAGAIN && errno != EINTR) break;
    if (n <= 0) continue;
    written += static_cast<std::size_t>(n);
    is_late = false;
  }
  errno = saved;
  return written;
}

}  // namespace trace
