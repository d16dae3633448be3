// SPDX-License-Identifier: Apache-2.0
#include "collector/run/host.h"

#include <unistd.h>

#include <csignal>

#include <catch2/catch.hpp>

namespace trace {
namespace {

using std::chrono::milliseconds;

struct Pipe {
  Pipe() {
    int fds[2];
    REQUIRE(pipe(fds) == 0);
    read_end = UniqueFd(fds[0]);
    write_end = UniqueFd(fds[1]);
  }
  UniqueFd read_end, write_end;
};

struct Restore {
  ~Restore() { Signals::restore(); }
};

}  // namespace

TEST_CASE("the machine wakes the loop when the source is readable, or at the end of the time", "[host]") {
  auto signals = Signals::catch_all();
  const Restore restore;
  REQUIRE(signals);
  const Pipe source;
  Supervisor supervisor;
  const int fds[] = {source.read_end.get()};
  SystemHost host(fds, Clocks(0), *signals, nullptr, supervisor);
  const Host::Time begin = host.now();
  host.wait(milliseconds(20));
  CHECK(host.now() - begin >= milliseconds(19));
  REQUIRE(write(source.write_end.get(), "x", 1) == 1);
  host.wait(std::chrono::hours(1));
  CHECK_FALSE(host.should_stop());
}

TEST_CASE("a signal wakes the loop and asks it to stop", "[host]") {
  auto signals = Signals::catch_all();
  const Restore restore;
  REQUIRE(signals);
  const Pipe source;
  Supervisor supervisor;
  const int fds[] = {source.read_end.get()};
  SystemHost host(fds, Clocks(0), *signals, nullptr, supervisor);
  REQUIRE(raise(SIGTERM) == 0);
  host.wait(std::chrono::hours(1));
  CHECK(host.should_stop());
}

}  // namespace trace
