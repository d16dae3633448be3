// SPDX-License-Identifier: Apache-2.0
#include "common/sink/sink.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "common/base/file_lock.h"
#include "common/base/printable.h"
#include "common/base/standard_error.h"
#include "common/base/standard_streams.h"
#include "common/sink/damage.h"
#include "common/sink/open_file.h"

namespace trace {

Sink::Sink(UniqueFd fd, std::string name, Write writing) : fd_(std::move(fd)), write_(writing), name_(std::move(name)) {
  struct stat status {};
  if (::fstat(fd_.get(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  is_file_ = true;
  appends_ = (::fcntl(fd_.get(), F_GETFL) & O_APPEND) != 0;
  begin_ = static_cast<std::uint64_t>(appends_ ? status.st_size : ::lseek(fd_.get(), 0, SEEK_CUR));
}

Sink Sink::of_new_file(UniqueFd fd, std::string name) {
  Sink sink;
  sink.fd_ = std::move(fd);
  sink.name_ = std::move(name);
  sink.is_file_ = true;
  return sink;
}

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
    Sink sink(std::move(fd), name);
    sink.is_shared_ = true;
    if (!sink.appends_) TRY(sink.claim());
    return sink;
  }
  TRY_ASSIGN(UniqueFd fd, open_for_writing(path, in_use));
  in_use.add(fd.get(), "an output already, " + name);
  Sink sink(std::move(fd), name);
  sink.is_as_before_ = sink.is_file_ && !names_descriptor(path);
  sink.watch_others();
  return sink;
}

Status Sink::claim() const {
  if (!is_file_ || lock_for_writing(fd_.get())) return ok();
  return Error{Code::io, name_ + ": another program is writing it"};
}

Status Sink::begin() {
  if (!std::exchange(is_as_before_, false)) return ok();
  begin_ = 0;
  if (::ftruncate(fd_.get(), 0) == 0) return ok();
  fail("emptying " + name_ + ": " + std::strerror(errno));
  return *failure_;
}

Needs Sink::begin_needs() {
  return {{SYS_ftruncate}};
}

void Sink::watch_others() {
  if (!is_file_) return;
  auto watch = PathWatch::start("/proc/self/fd/" + std::to_string(fd_.get()), IN_CLOSE_WRITE | IN_MOVE_SELF);
  if (watch) {
    others_ = *std::move(watch);
    return;
  }
  const std::string line = std::string(program_invocation_short_name) + ": whether others write over what is in " +
                           printable(name_) + " cannot be seen: " + watch.error().message + "\n";
  static_cast<void>(write_error_text(line));
}

// Whoever shares standard output may have made it non-blocking: the flag belongs to the open file, not to us.
void Sink::wait_until_writable() const {
  pollfd wait{fd_.get(), POLLOUT, 0};
  ::poll(&wait, 1, -1);
}

bool Sink::write_some(std::string_view& bytes) {
  const ssize_t n = write_(fd_.get(), bytes);
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
      close();
      return false;
    case ETIMEDOUT:
      fail("writing to " + name_ + ": its reader does not read");
      return false;
    case ENOSPC:
    case EDQUOT:
      full_ = is_file_;
      [[fallthrough]];
    default:
      if (!full_) fail("writing to " + name_ + ": " + std::strerror(errno));
      return false;
  }
}

void Sink::close() {
  closed_ = true;
  fd_ = UniqueFd();  // what a reader left in a FIFO goes with the last descriptor
}

void Sink::look_for_reader() {
  pollfd wait{fd_.get(), 0, 0};  // pipe(7), poll(2): POLLERR comes unasked
  if (fd_ && ::poll(&wait, 1, 0) > 0 && (wait.revents & POLLERR) != 0) close();
}

void Sink::flush() {
  std::string_view left = buffer_;
  full_ = false;
  if (!left.empty() && begin()) look_at_size();  // else it has ended
  while (!left.empty() && !has_ended()) {
    if (!write_some(left)) break;
  }
  if (full_) {
    buffer_.erase(0, buffer_.size() - left.size());
    return;
  }
  dropped_bytes_ += left.size();
  buffer_.clear();
}

void Sink::look() {
  if (is_as_before_) return;
  look_at_size();
  const std::uint32_t done = others_ ? others_->take() : 0;
  was_moved_ |= (done & IN_MOVE_SELF) != 0;
  if (!has_ended() && (done & IN_CLOSE_WRITE) != 0) {
    fail(name_ + " was opened for writing by another program, too: what is in it may be written over");
  }
}

void Sink::look_at_size() {
  struct stat status {};
  // Not by fstat(3), which the sandbox does not permit where it is newfstatat(2).
  if (!is_file_ || has_ended() || ::syscall(SYS_fstat, fd_.get(), &status) != 0) return;
  const std::uint64_t due = begin_ + written_bytes_;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const std::uint64_t least = is_shared_ ? std::min(size, due) : size;  // what others add to it is theirs
  if (const auto damage = damage_of(name_, status.st_nlink, least, due)) fail(*damage);
}

void Sink::give_up(const Error& why) {
  fail("writing to " + name_ + ": " + why.message);
  full_ = false;
  flush();
}

Status Sink::write(std::string_view bytes) {
  buffer_ += bytes;
  flush();
  if (full_) return outcome();
  return failure_ ? Status(*failure_) : ok();
}

std::string Sink::ending() const {
  return failure_ ? failure_->message : "writing to " + name_ + ": its reader has gone";
}

Error Sink::lacking(Error error) const {
  error.message += " (" + std::to_string(dropped_bytes_ + buffer_.size()) + " bytes were not written)";
  return error;
}

Status Sink::outcome() const {
  if (failure_) return lacking(*failure_);
  return full_ ? Status(lacking({Code::io, "writing to " + name_ + ": " + std::strerror(ENOSPC)})) : ok();
}

Status Sink::outcome_beside_others() const {
  return closed_ ? Status(lacking({Code::io, ending()})) : outcome();
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
