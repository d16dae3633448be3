// SPDX-License-Identifier: Apache-2.0
#include "common/base/lone_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

namespace trace {
namespace {

constexpr int kSocket = STDERR_FILENO + 1;

// A pipe that stayed open here would not end for its reader when the first process ends.
bool keep_socket_and_errors(UniqueFd& socket) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return false;
  UniqueFd high(::fcntl(socket.get(), F_DUPFD_CLOEXEC, kSocket + 1));
  if (!high) return false;
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO}) ::dup2(null, stream);
  ::dup3(high.get(), kSocket, O_CLOEXEC);
  // All of these are closed at once, or are the socket now.
  static_cast<void>(socket.release());
  static_cast<void>(high.release());
  socket = UniqueFd(kSocket);
  return ::syscall(SYS_close_range, kSocket + 1, ~0U, 0) == 0;
}

}  // namespace

bool become_lone(const char* name, UniqueFd& socket) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);
  ::prctl(PR_SET_NAME, name);
  return keep_socket_and_errors(socket);
}

}  // namespace trace
