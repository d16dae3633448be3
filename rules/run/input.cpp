// SPDX-License-Identifier: Apache-2.0
#include "rules/run/input.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "common/base/standard_streams.h"
#include "common/base/text.h"
#include "rules/engine/stream_watch.h"

namespace trace {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook = StreamWatch::kLook;

class SignalledInput final : public ByteSource {
 public:
  SignalledInput(UniqueFd fd, std::string name, Meanwhile& meanwhile)
      : fd_(std::move(fd)), name_(std::move(name)), meanwhile_(meanwhile) {
    struct stat status {};
    drains_ = ::fstat(fd_.get(), &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    while (!meanwhile_.stop.load(std::memory_order_relaxed)) {
      std::array<pollfd, 2> wait{{{fd_.get(), POLLIN, 0}, {meanwhile_.signals.wait_fd(), POLLIN, 0}}};
      const auto began = Clock::now();
      const int ready = ::poll(wait.data(), wait.size(), static_cast<int>(kLook.count()));
      if (ready < 0 && errno != EINTR) return failure();
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
      if (ready == 0) {
        meanwhile_.waited(kLook, took);
        continue;
      }
      if (wait[1].revents != 0) {
        meanwhile_.stop.store(meanwhile_.signals.take(drains_), std::memory_order_relaxed);
        // Signals that keep coming do not hide that nothing else does.
        if (wait[0].revents == 0) meanwhile_.waited(took, took);
        continue;
      }
      if (wait[0].revents == 0) continue;
      const ssize_t n = ::read(fd_.get(), buffer.data(), buffer.size());
      if (n > 0) meanwhile_.heard();
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno != EINTR && errno != EAGAIN) return failure();
    }
    return std::size_t{0};
  }

 private:
  Error failure() const { return {Code::io, "reading " + name_ + ": " + std::strerror(errno)}; }

  UniqueFd fd_;
  std::string name_;
  Meanwhile& meanwhile_;
  bool drains_ = false;
};

// Of a FIFO that nobody writes yet poll(2) says nothing, and read(2) would say that it is at its end.
int open_without_waiting(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd >= 0) ::fcntl(fd, F_SETFL, O_RDONLY);
  return fd;
}

Result<std::unique_ptr<ByteSource>> source_of(UniqueFd fd, const std::string& name, bool is_named, Meanwhile& meanwhile,
                                              FilesInUse& in_use) {
  in_use.add(fd.get(), "an input, " + (is_named ? in_quotes(name) : name));
  return std::unique_ptr<ByteSource>(std::make_unique<SignalledInput>(std::move(fd), name, meanwhile));
}

Error open_failure(const std::string& name) {
  return {errno == ENOENT ? Code::not_found : Code::io, "opening " + name + ": " + std::strerror(errno)};
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_input_file(const std::string& path, Meanwhile& meanwhile, FilesInUse& in_use) {
  UniqueFd fd(open_without_waiting(path));
  if (!fd) return open_failure(path);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Error{Code::invalid, "opening " + path + ": it is no regular file"};
  }
  return source_of(std::move(fd), path, true, meanwhile, in_use);
}

Result<std::unique_ptr<ByteSource>> open_input(const std::string& path, Meanwhile& meanwhile, FilesInUse& in_use) {
  const bool standard = path == "-" || path == "stdin";
  if (standard && !is_usable(STDIN_FILENO))
    return Error{Code::denied, "standard input is closed, or not open for reading"};
  UniqueFd fd(standard ? ::dup(STDIN_FILENO) : open_without_waiting(path));
  const std::string name = standard ? "standard input" : path;
  if (!fd) return open_failure(name);
  struct stat status {};
  if (::fstat(fd.get(), &status) == 0 && S_ISDIR(status.st_mode))
    return Error{Code::invalid, "opening " + name + ": " + std::strerror(EISDIR)};
  return source_of(std::move(fd), name, !standard, meanwhile, in_use);
}

}  // namespace trace
