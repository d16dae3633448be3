// SPDX-License-Identifier: Apache-2.0
#include "common/base/wait_for.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"

namespace trace {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Pair {
  UniqueFd one, other;
  Pair() {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    one = UniqueFd(ends[0]);
    other = UniqueFd(ends[1]);
  }
};

}  // namespace

TEST_CASE("what is there is not waited for") {
  const Pair pair;
  REQUIRE(::write(pair.other.get(), "x", 1) == 1);
  CHECK(wait_for(pair.one.get(), POLLIN, Clock::now() + std::chrono::hours(1)));
  CHECK_FALSE(wait_for(pair.other.get(), POLLIN, Clock::now() - milliseconds(1)));
}

TEST_CASE("that the other end is gone is told") {
  Pair pair;
  pair.other = UniqueFd();
  CHECK(wait_for(pair.one.get(), POLLIN, Clock::now() + std::chrono::hours(1)));
}

TEST_CASE("signals do not shorten the wait") {
  const Pair pair;
  struct sigaction before {};
  struct sigaction action {};
  action.sa_handler = [](int) {};
  REQUIRE(::sigaction(SIGALRM, &action, &before) == 0);
  const itimerval often{{0, 5000}, {0, 5000}};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  const Clock::time_point deadline = Clock::now() + milliseconds(100);
  CHECK_FALSE(wait_for(pair.one.get(), POLLIN, deadline));
  CHECK(Clock::now() >= deadline);
  const itimerval never{};
  ::setitimer(ITIMER_REAL, &never, nullptr);
  ::sigaction(SIGALRM, &before, nullptr);
}

}  // namespace trace
