// SPDX-License-Identifier: Apache-2.0
#include "common/base/system_log.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace trace {
namespace {

Error failure(const std::string& what, int error) {
  return {Code::io, what + ": " + std::strerror(error)};
}

}  // namespace

Result<UniqueFd> SystemLog::connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return failure(path, ENAMETOOLONG);
  path.copy(address.sun_path, path.size());
  UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return failure("the system's log (" + path + ")", errno);
  }
  return socket;
}

Result<SystemLog> SystemLog::open(std::string_view program, const std::string& path) {
  TRY_ASSIGN(UniqueFd socket, connect(path));
  std::string head = "<" + std::to_string(LOG_AUTHPRIV | LOG_INFO) + ">";
  head.append(program).append("[").append(std::to_string(::getpid())).append("]: ");
  return SystemLog(std::move(socket), std::move(head));
}

Status SystemLog::write(std::string_view line) {
  const std::string whole = head_ + std::string(line);
  ssize_t put = ::write(socket_.get(), whole.data(), whole.size());
  const bool is_gone = put < 0 && (errno == ECONNREFUSED || errno == ENOTCONN || errno == ECONNRESET);
  if (is_gone && connect_) {
    TRY_ASSIGN(socket_, connect_());
    put = ::write(socket_.get(), whole.data(), whole.size());
  }
  if (put == static_cast<ssize_t>(whole.size())) return ok();
  return failure("the system's log", put < 0 ? errno : EMSGSIZE);
}

}  // namespace trace
