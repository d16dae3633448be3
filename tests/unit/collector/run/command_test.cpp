// SPDX-License-Identifier: Apache-2.0
#include "collector/run/command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

// What a child of ours inherits: the test program has a handler of its own.
class OnSigterm {
 public:
  explicit OnSigterm(void (*action)(int)) : before_(std::signal(SIGTERM, action)) {}
  OnSigterm(const OnSigterm&) = delete;
  OnSigterm& operator=(const OnSigterm&) = delete;
  ~OnSigterm() { std::signal(SIGTERM, before_); }

 private:
  void (*before_)(int);
};

Command started(const std::string& script) {
  auto command = Command::start({"sh", "-c", script}, {true, {}});
  if (!command) FAIL(command.error().message);
  return *std::move(command);
}

std::string ending_of(const std::string& script, bool terminated) {
  Command command = started(script);
  if (const Status went = command.go(); !went) FAIL(went.error().message);
  if (terminated) command.terminate();
  command.wait();
  return command.ending();
}

// What a script that runs as `user` writes to $OUT.
std::string output_of(const std::string& script, const std::string& user) {
  const Folder folder;
  folder.with("out", "");
  ::chmod(folder.file("out").c_str(), 0666);
  ::chmod(folder.path().c_str(), 0777);
  auto command = Command::start({"sh", "-c", "exec 9>" + folder.file("out") + "; " + script}, {false, user});
  if (!command) return command.error().message;
  if (const Status went = command->go(); !went) return went.error().message;
  command->wait();
  return content_of(folder.file("out"));
}

}  // namespace

TEST_CASE("a command inherits the standard streams and no other descriptor") {
  const OnSigterm ends(SIG_DFL);
  const int inherited = ::dup(STDERR_FILENO);
  const int far = ::fcntl(STDERR_FILENO, F_DUPFD, 200);
  // ls has its own of the folder; 9 is where the script writes.
  CHECK(output_of("ls /proc/self/fd >&9", "") == "0\n1\n2\n3\n9\n");
  ::close(inherited);
  ::close(far);
}

TEST_CASE("a command of another user has that user's ids, groups and home, and no capabilities") {
  const OnSigterm ends(SIG_DFL);
  if (::geteuid() != 0) {
    WARN("skipped: needs root");
    return;
  }
  CHECK(output_of(
            "id -u >&9; id -G >&9; echo $HOME $USER $LOGNAME >&9; grep -E 'Cap(Inh|Prm|Eff|Amb)' /proc/self/status >&9",
            "daemon") ==
        "1\n1\n/usr/sbin daemon daemon\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000000\n"
        "CapEff:\t0000000000000000\nCapAmb:\t0000000000000000\n");
}

TEST_CASE("a command is not run as somebody who is not there") {
  CHECK(output_of("true", "no-such-user") == "--user: there is no user \"no-such-user\"");
}

TEST_CASE("a command that the signal ended was still running") {
  const OnSigterm ends(SIG_DFL);
  CHECK(ending_of("exec sleep 50", true) == "ended the command \"sh\", which was still running");
}

TEST_CASE("a command that ended by itself was not running, though a signal was sent before it was waited for") {
  // A process at its end takes no signal. One that ignores it stands for that here, without a race.
  const OnSigterm ignored(SIG_IGN);
  CHECK(ending_of("sleep 0.2", true).empty());
  CHECK(ending_of("sleep 0.2; exit 3", true) == "the command \"sh\" ended with status 3");
}

TEST_CASE("a command that never began has no ending") {
  const OnSigterm ends(SIG_DFL);
  Command command = started("exit 3");
  command.terminate();
  command.wait();
  CHECK(command.ending().empty());
}

}  // namespace trace
