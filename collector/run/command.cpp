// SPDX-License-Identifier: Apache-2.0
#include "collector/run/command.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <optional>
#include <string_view>

#include "collector/run/signals.h"
#include "common/base/confinement.h"
#include "common/base/standard_error.h"
#include "common/base/text.h"

namespace trace {
namespace {

constexpr int kPatienceMs = 2000;
constexpr int kBeginPatienceMs = 5000;
constexpr int kLookMs = 5;

struct Pipe {
  UniqueFd read_end, write_end;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Error{Code::io, "starting the command: " + std::string(std::strerror(errno))};
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

constexpr int kEnded = -1;
constexpr int kHangs = -2;
constexpr int kCalledOff = -3;

// What the other process has written; kEnded: its end is closed. It may be stopped by the user that it has become, or wait for a file system.
int read_error(int fd) {
  for (int waited_ms = 0; waited_ms < kBeginPatienceMs; waited_ms += kLookMs) {
    pollfd wait{fd, POLLIN, 0};
    if (::poll(&wait, 1, kLookMs) > 0) {
      int error = 0;
      const ssize_t n = ::read(fd, &error, sizeof(error));
      return n == static_cast<ssize_t>(sizeof(error)) ? error : kEnded;
    }
    if (Signals::are_to_stop()) return kCalledOff;
  }
  return kHangs;
}

// error: of errno(3), or as read_error() says.
Error cannot_run(const std::string& name, int error) {
  if (error == kCalledOff) return {Code::io, "a signal came before the command began: it is not run"};
  const std::string why = error == kHangs ? "it has not begun within " + std::to_string(kBeginPatienceMs / 1000) + " s"
                          : error == kEnded ? "it ended before it began"
                                            : std::strerror(error);
  return {error == ENOENT ? Code::not_found : Code::io, "running " + in_quotes(name) + ": " + why};
}

// Of a file: errno; 0: it can be run.
int why_not_runnable_at(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return errno;
  if (!S_ISREG(status.st_mode)) return EACCES;
  return ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

// As execvp(3) looks for it: of all places the error that is not just that nothing is there.
int why_not_runnable(const std::string& name) {
  if (name.find('/') != std::string::npos) return why_not_runnable_at(name);
  const char* const path = std::getenv("PATH");
  if (path == nullptr) return 0;  // the C library knows where it looks then
  int worst = ENOENT;
  for (const std::string_view folder : parts_of(path, ':')) {
    const int error = why_not_runnable_at((folder.empty() ? "." : std::string(folder)) + "/" + name);
    if (error == 0) return 0;
    if (error != ENOENT && error != ENOTDIR) worst = error;
  }
  return worst;
}

struct User {
  std::string name, home;
  uid_t uid = 0;
  gid_t gid = 0;
};

Result<std::optional<User>> find_user(const std::string& name) {
  if (name.empty()) return std::optional<User>();
  const passwd* const found = getpwnam(name.c_str());
  if (found == nullptr) return Error{Code::not_found, "--user: there is no user \"" + name + "\""};
  return std::optional<User>({name, found->pw_dir, found->pw_uid, found->pw_gid});
}

bool become_user(const User& user) {
  if (initgroups(user.name.c_str(), user.gid) != 0 || setresgid(user.gid, user.gid, user.gid) != 0 ||
      setresuid(user.uid, user.uid, user.uid) != 0) {
    return false;
  }
  setenv("HOME", user.home.c_str(), 1);
  setenv("LOGNAME", user.name.c_str(), 1);
  setenv("USER", user.name.c_str(), 1);
  return user.uid == 0 || static_cast<bool>(drop_capabilities(0, 0));
}

// What exec leaves open are the standard streams. `failure` is closed by it.
void keep_standard_streams(int& failure) {
  static constexpr int kFailure = STDERR_FILENO + 1;
  if (failure != kFailure && dup3(failure, kFailure, O_CLOEXEC) == kFailure) failure = kFailure;
  syscall(SYS_close_range, kFailure + 1, ~0U, 0);
}

// In the child: waits at the gate, then becomes the command.
[[noreturn]] void become(const std::vector<std::string>& words, bool to_stderr, const std::optional<User>& user,
                         int gate, int failure) {
  const auto fail = [&failure] {
    const int error = errno;
    [[maybe_unused]] const ssize_t n = ::write(failure, &error, sizeof(error));
    _exit(127);
  };
  Signals::restore();
  give_back_standard_error();
  if (user && !become_user(*user)) fail();
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // a change of user would take it back
  if (to_stderr) dup2(STDERR_FILENO, STDOUT_FILENO);
  errno = why_not_runnable(words.front());
  if (errno != 0) fail();
  const int none = 0;
  [[maybe_unused]] const ssize_t n = ::write(failure, &none, sizeof(none));
  char byte = 0;
  if (::read(gate, &byte, 1) != 1) _exit(127);  // the collector could not begin
  keep_standard_streams(failure);
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  fail();
  _exit(127);
}

}  // namespace

Status Command::look_for(const std::string& name) {
  const int error = why_not_runnable(name);
  if (error == 0) return ok();
  return cannot_run(name, error);
}

Result<Command> Command::start(const std::vector<std::string>& words, const CommandOptions& options) {
  TRY_ASSIGN(const std::optional<User> user, find_user(options.user));
  TRY_ASSIGN(Pipe gate, make_pipe());
  TRY_ASSIGN(Pipe failure, make_pipe());
  const pid_t pid = fork();
  if (pid < 0) return Error{Code::io, "starting the command: " + std::string(std::strerror(errno))};
  if (pid == 0) {
    gate.write_end = UniqueFd();
    become(words, options.to_stderr, user, gate.read_end.get(), failure.write_end.get());
  }
  failure.write_end = UniqueFd();
  const int error = read_error(failure.read_end.get());
  if (error == 0) return Command(words.front(), pid, std::move(gate.write_end), std::move(failure.read_end));
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  return cannot_run(words.front(), error);
}

Status Command::go() {
  if (Signals::are_to_stop()) return cannot_run(name_, kCalledOff);
  const char byte = 1;
  ssize_t n = 0;
  do {
    n = ::write(gate_.get(), &byte, 1);
  } while (n < 0 && errno == EINTR);
  const int error = n == 1 ? read_error(failure_.get()) : kHangs;
  if (error == kEnded) {
    began_ = true;
    return ok();
  }
  ::kill(pid_, SIGKILL);
  return cannot_run(name_, error);
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
