// SPDX-License-Identifier: Apache-2.0
#include "common/base/caught_signals.h"

#include <poll.h>

#include <cerrno>
#include <csignal>

#include <catch2/catch.hpp>

namespace trace {
namespace {

bool is_readable(int fd) {
  pollfd wait{fd, POLLIN, 0};
  return ::poll(&wait, 1, 0) == 1;
}

}  // namespace

TEST_CASE("signals that come together are one") {
  SignalCount count;
  CHECK(count.count() == 0);
  CHECK(count.add(1000) == 1);
  CHECK(count.add(1000) == 1);
  CHECK(count.add(1000 + SignalCount::kSameSignalMs - 1) == 1);
  CHECK(count.count() == 1);
}

TEST_CASE("a signal that comes later is another one") {
  SignalCount count;
  count.add(1000);
  CHECK(count.add(1000 + SignalCount::kSameSignalMs) == 2);
  CHECK(count.add(1001 + SignalCount::kSameSignalMs) == 2);
  CHECK(count.add(1000 + 2 * SignalCount::kSameSignalMs) == 3);
}

TEST_CASE("signals that come again and again at short intervals count") {
  SignalCount count;
  for (std::int64_t now_ms = 1000; now_ms < 2000; now_ms += 100) count.add(now_ms);
  CHECK(count.count() == 4);
}

TEST_CASE("signals that come now are counted by the clock") {
  SignalCount count;
  CHECK(count.add() == 1);
  CHECK(count.add() == 1);
}

TEST_CASE("a handler wakes a loop until that has looked") {
  const Result<WakeUp> wake_up = WakeUp::make();
  REQUIRE(wake_up);
  CHECK_FALSE(is_readable(wake_up->fd()));
  struct sigaction action {
  }, before{};
  action.sa_handler = [](int) { WakeUp::ring(); };
  REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);
  ::raise(SIGUSR1);
  ::raise(SIGUSR1);
  ::sigaction(SIGUSR1, &before, nullptr);
  CHECK(is_readable(wake_up->fd()));
  wake_up->silence();
  CHECK_FALSE(is_readable(wake_up->fd()));
  wake_up->silence();  // waits for nothing
}

TEST_CASE("a handler that wakes a loop leaves errno as it was") {
  REQUIRE(WakeUp::make());  // closed again: writing to it fails
  errno = EAGAIN;
  WakeUp::ring();
  CHECK(errno == EAGAIN);
}

}  // namespace trace
