// SPDX-License-Identifier: Apache-2.0
#include "collector/run/command.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "collector/run/signals.h"

namespace trace {
namespace {

constexpr int kPatienceMs = 2000;
constexpr int kLookMs = 5;

struct Pipe {
  UniqueFd read_end, write_end;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Error{Code::io, "starting the command: " + std::string(std::strerror(errno))};
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// In the child: waits at the gate, then becomes the command.
[[noreturn]] void become(const std::vector<std::string>& words, bool to_stderr, int gate, int failure) {
  Signals::restore();
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (to_stderr) dup2(STDERR_FILENO, STDOUT_FILENO);
  char byte = 0;
  if (::read(gate, &byte, 1) != 1) _exit(127);  // the collector could not begin
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  const int error = errno;
  [[maybe_unused]] const ssize_t n = ::write(failure, &error, sizeof(error));
  _exit(127);
}

}  // namespace

Result<Command> Command::start(const std::vector<std::string>& words, bool to_stderr) {
  TRY_ASSIGN(Pipe gate, make_pipe());
  TRY_ASSIGN(Pipe failure, make_pipe());
  const pid_t pid = fork();
  if (pid < 0) return Error{Code::io, "starting the command: " + std::string(std::strerror(errno))};
  if (pid == 0) {
    gate.write_end = UniqueFd();
    become(words, to_stderr, gate.read_end.get(), failure.write_end.get());
  }
  return Command(words.front(), pid, std::move(gate.write_end), std::move(failure.read_end));
}

Status Command::go() {
  const char byte = 1;
  int error = 0;
  ssize_t n = 0;
  do {
    n = ::write(gate_.get(), &byte, 1);
  } while (n < 0 && errno == EINTR);
  if (n == 1) {
    do {
      n = ::read(failure_.get(), &error, sizeof(error));
    } while (n < 0 && errno == EINTR);
    if (n == 0) {
      began_ = true;
      return ok();
    }
  }
  return Error{error == ENOENT ? Code::not_found : Code::io,
               "running \"" + name_ + "\": " + (error != 0 ? std::strerror(error) : "it ended before it began")};
}

bool Command::has_ended() {
  if (!ended_) ended_ = waitpid(pid_, &status_, WNOHANG) == pid_;
  return ended_;
}

void Command::terminate() {
  if (has_ended()) return;
  terminated_ = kill(pid_, SIGTERM) == 0;
}

void Command::wait() {
  for (int waited_ms = 0; !has_ended(); waited_ms += kLookMs) {
    if (waited_ms >= kPatienceMs) kill(pid_, SIGKILL);
    const timespec pause{0, kLookMs * 1'000'000};
    nanosleep(&pause, nullptr);
  }
}

Needs Command::needs() const {
  return {{SYS_kill, 0, {static_cast<std::uint32_t>(pid_)}}, {SYS_wait4}, {SYS_nanosleep}};
}

std::string Command::ending() const {
  if (!began_) return {};
  // The status tells, not that a signal was sent: that does nothing to a process which is at its end already.
  const bool by_us = WIFSIGNALED(status_) && (WTERMSIG(status_) == SIGTERM || WTERMSIG(status_) == SIGKILL);
  if (terminated_ && by_us) return "ended the command \"" + name_ + "\", which was still running";
  if (WIFSIGNALED(status_)) {
    return "the command \"" + name_ + "\" was ended by signal " + std::to_string(WTERMSIG(status_)) + " (" +
           strsignal(WTERMSIG(status_)) + ")";
  }
  if (WEXITSTATUS(status_) != 0) {
    return "the command \"" + name_ + "\" ended with status " + std::to_string(WEXITSTATUS(status_));
  }
  return {};
}

}  // namespace trace
