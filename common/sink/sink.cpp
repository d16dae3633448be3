// SPDX-License-Identifier: Apache-2.0
#include "common/sink/sink.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "common/base/standard_streams.h"
#include "common/sink/open_file.h"

namespace trace {

Result<Sink> Sink::open(const std::string& path) {
  FilesInUse none;
  return open(path, none);
}

Result<Sink> Sink::open(const std::string& path, FilesInUse& in_use) {
  const std::string name = path.empty() ? "standard output" : "\"" + path + "\"";
  if (path.empty()) {
    TRY_ASSIGN(UniqueFd fd, standard_output());
    const Status is_free = in_use.check(fd.get());
    if (!is_free) return Error{Code::io, "standard output: " + is_free.error().message};
    in_use.add(fd.get(), "an output already, " + name);
    return Sink(std::move(fd), name);
  }
  TRY_ASSIGN(UniqueFd fd, open_for_writing(path, in_use));
  in_use.add(fd.get(), "an output already, " + name);
  return Sink(std::move(fd), name);
}

// Whoever shares standard output may have made it non-blocking: the flag belongs to the open file, not to us.
void Sink::wait_until_writable() const {
  pollfd wait{fd_.get(), POLLOUT, 0};
  ::poll(&wait, 1, -1);
}

bool Sink::write_some(std::string_view& bytes) {
  const ssize_t n = ::write(fd_.get(), bytes.data(), bytes.size());
  if (n >= 0) {
    written_bytes_ += static_cast<std::uint64_t>(n);
    bytes.remove_prefix(static_cast<std::size_t>(n));
    return true;
  }
  switch (errno) {
    case EINTR:
      return true;
    case EAGAIN:
      wait_until_writable();
      return true;
    case EPIPE:
      closed_ = true;
      return false;
    default:
      failure_ = Error{Code::io, "writing to " + name_ + ": " + std::strerror(errno)};
      return false;
  }
}

void Sink::flush() {
  std::string_view left = buffer_;
  while (!left.empty() && !has_ended()) {
    if (!write_some(left)) break;
  }
  dropped_bytes_ += left.size();
  buffer_.clear();
}

Status Sink::write(std::string_view bytes) {
  buffer_ += bytes;
  flush();
  return failure_ ? Status(*failure_) : ok();
}

Status Sink::outcome() const {
  if (!failure_) return ok();
  Error error = *failure_;
  error.message += " (" + std::to_string(dropped_bytes_) + " bytes were not written)";
  return error;
}

void ignore_write_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void restore_write_signals() {
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
}

}  // namespace trace
