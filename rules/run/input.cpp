// SPDX-License-Identifier: Apache-2.0
#include "rules/run/input.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <spdlog/spdlog.h>

#include "common/base/standard_streams.h"
#include "common/base/text.h"

namespace trace {
namespace {

class SignalledInput final : public ByteSource {
 public:
  SignalledInput(UniqueFd fd, std::string name, StopSignals& signals, std::atomic<bool>& stop)
      : fd_(std::move(fd)), name_(std::move(name)), signals_(signals), stop_(stop) {
    struct stat status {};
    drains_ = ::fstat(fd_.get(), &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    while (!stop_.load(std::memory_order_relaxed)) {
      std::array<pollfd, 2> wait{{{fd_.get(), POLLIN, 0}, {signals_.fd(), POLLIN, 0}}};
      if (::poll(wait.data(), wait.size(), -1) < 0 && errno != EINTR) return failure();
      if (wait[1].revents != 0) {
        stop_.store(signals_.take(drains_), std::memory_order_relaxed);
        continue;
      }
      if (wait[0].revents == 0) continue;
      const ssize_t n = ::read(fd_.get(), buffer.data(), buffer.size());
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno != EINTR && errno != EAGAIN) return failure();
    }
    return std::size_t{0};
  }

 private:
  Error failure() const { return {Code::io, "reading " + name_ + ": " + std::strerror(errno)}; }

  UniqueFd fd_;
  std::string name_;
  StopSignals& signals_;
  std::atomic<bool>& stop_;
  bool drains_ = false;
};

}  // namespace

Result<StopSignals> StopSignals::block(std::function<void()> on_hangup) {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  if (on_hangup) ::sigaddset(&set, SIGHUP);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return Error{Code::io, "signalfd: " + std::string(std::strerror(errno))};
  return StopSignals(std::move(fd), std::move(on_hangup));
}

bool StopSignals::take(bool input_drains) {
  signalfd_siginfo signal{};
  if (::read(fd_.get(), &signal, sizeof signal) != sizeof signal) return false;
  if (signal.ssi_signo == SIGHUP) {
    on_hangup_();
    return false;
  }
  const bool ends = signal.ssi_signo == SIGTERM || interrupted_ || !input_drains;
  interrupted_ = true;
  if (!ends) spdlog::info("interrupted: reading what is left in the pipe (again to end at once)");
  return ends;
}

Result<std::unique_ptr<ByteSource>> open_input(const std::string& path, Stopping stopping, FilesInUse& in_use) {
  const bool standard = path == "-" || path == "stdin";
  if (standard && !is_usable(STDIN_FILENO)) return Error{Code::io, "standard input is closed, or not open for reading"};
  UniqueFd fd(standard ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const std::string name = standard ? "standard input" : path;
  if (!fd) return Error{errno == ENOENT ? Code::not_found : Code::io, "opening " + name + ": " + std::strerror(errno)};
  struct stat status {};
  if (::fstat(fd.get(), &status) == 0 && S_ISDIR(status.st_mode))
    return Error{Code::invalid, "opening " + name + ": " + std::strerror(EISDIR)};
  in_use.add(fd.get(), "an input, " + (standard ? name : in_quotes(name)));
  return std::unique_ptr<ByteSource>(
      std::make_unique<SignalledInput>(std::move(fd), name, stopping.signals, stopping.stop));
}

}  // namespace trace
