// SPDX-License-Identifier: Apache-2.0
// Writes to the log of the system (RFC 3164 without the time, as syslog(3) does), by a socket that is opened before the sandbox begins:
// syslog(3) itself connects again by a path.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

class SystemLog {
 public:
  static constexpr const char* kPath = "/dev/log";

  // Lines are of `program`, under authpriv.info. Errors: nobody listens there.
  static Result<SystemLog> open(std::string_view program, const std::string& path = kPath);

  // A socket of whoever listens there now. Errors: as above.
  static Result<UniqueFd> connect(const std::string& path);

  // How to get another socket if whoever listened is gone: a daemon that starts again may make its own anew.
  using Connect = std::function<Result<UniqueFd>()>;
  void connect_again_by(Connect connect) { connect_ = std::move(connect); }

  // By write(2), which never waits. Errors: it has no room, or is gone, and nobody else listens.
  Status write(std::string_view line);

 private:
  SystemLog(UniqueFd socket, std::string head) : socket_(std::move(socket)), head_(std::move(head)) {}

  UniqueFd socket_;
  std::string head_;  // of each line
  Connect connect_;
};

}  // namespace trace
