// SPDX-License-Identifier: Apache-2.0
#include "common/broker/serve.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "common/base/confinement.h"
#include "common/broker/message.h"
#include "common/broker/verbs.h"

namespace trace {
namespace {

// Descriptor 3 is the socket; the standard streams are /dev/null; all others are closed. A pipe that stayed open here
// would not end for its reader when the client ends.
bool keep_socket_only(UniqueFd& socket) {
  static constexpr int kSocket = 3;
  const int null = ::open("/dev/null", O_RDWR);
  if (null < 0) return false;
  UniqueFd high(::fcntl(socket.get(), F_DUPFD_CLOEXEC, kSocket + 1));
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null, stream);
  ::dup2(high.get(), kSocket);
  if (socket.get() != kSocket) static_cast<void>(socket.release());
  static_cast<void>(socket.release());
  static_cast<void>(high.release());
  socket = UniqueFd(kSocket);
  return ::close_range(kSocket + 1, ~0U, 0) == 0;
}

// The terminal signals all of its programs. The client decides when to end, and the broker ends with it.
void outlive_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);
}

// Reads what is for root only, by this capability, and gives up all else. Returns why not; nothing if it could.
std::string give_up_privileges() {
  constexpr std::uint64_t kRead = std::uint64_t{1} << CAP_DAC_READ_SEARCH;
  std::string why;
  for (const Status& done : {drop_capabilities(kRead, kRead), enter_sandbox(Verbs::needs())}) {
    if (!done) why.append(why.empty() ? "" : "; ").append(done.error().message);
  }
  return why;
}

void answer(int socket, const Opened& opened) {
  Reply reply;
  reply.error = opened.error;
  const std::size_t size = std::min(opened.name.size(), reply.name.size() - 1);
  std::memcpy(reply.name.data(), opened.name.data(), size);
  if (!send_message(socket, &reply, sizeof(reply), opened.fd.get())) ::_exit(0);
}

}  // namespace

void serve(UniqueFd socket, Grants grants) {
  outlive_signals();
  ::prctl(PR_SET_NAME, "trace-broker");
  if (!keep_socket_only(socket)) ::_exit(1);
  Verbs verbs(std::move(grants));
  answer(socket.get(), {UniqueFd(), 0, give_up_privileges()});  // it is ready
  for (;;) {
    Request request;
    UniqueFd unwanted;
    switch (receive_message(socket.get(), &request, sizeof(request), unwanted, -1)) {
      case Receipt::message:
        answer(socket.get(), verbs.open(request));
        break;
      case Receipt::malformed:
        answer(socket.get(), {UniqueFd(), EINVAL});
        break;
      case Receipt::ended:
        ::_exit(0);
    }
  }
}

}  // namespace trace
