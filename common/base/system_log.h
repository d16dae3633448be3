// SPDX-License-Identifier: Apache-2.0
// Writes to the log of the system (RFC 3164 without the time, as syslog(3) does), by a socket that is opened before the sandbox begins:
// syslog(3) itself connects again by a path.
#pragma once

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

  // By write(2), which never waits. Errors: it has no room, or is gone.
  Status write(std::string_view line) const;

 private:
  SystemLog(UniqueFd socket, std::string head) : socket_(std::move(socket)), head_(std::move(head)) {}

  UniqueFd socket_;
  std::string head_;  // of each line
};

}  // namespace trace
