// SPDX-License-Identifier: Apache-2.0
#include "common/base/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace trace {
namespace {

// How the stream must not be open: standard input for writing only, the others for reading only.
int wrong_way(int standard_stream) {
  return standard_stream == STDIN_FILENO ? O_WRONLY : O_RDONLY;
}

}  // namespace

void hold_standard_streams() {
  for (const int stream : std::array{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // open(2) gives the lowest number that is free, and those below are taken by now.
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    if (::open("/dev/null", wrong_way(stream)) < 0) static_cast<void>(::open("/", O_PATH));
  }
}

bool is_usable(int standard_stream) {
  const int flags = ::fcntl(standard_stream, F_GETFL);
  return flags >= 0 && (flags & O_ACCMODE) != wrong_way(standard_stream);
}

Result<UniqueFd> standard_output() {
  if (!is_usable(STDOUT_FILENO)) return Error{Code::denied, "standard output is closed, or not open for writing"};
  UniqueFd fd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
  if (!fd) return Error{Code::denied, "opening standard output: " + std::string(std::strerror(errno))};
  return fd;
}

}  // namespace trace
