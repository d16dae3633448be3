// SPDX-License-Identifier: Apache-2.0
#include "collector/run/command.h"

#include <csignal>

#include <catch2/catch.hpp>

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
  auto command = Command::start({"sh", "-c", script}, true);
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

}  // namespace

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
