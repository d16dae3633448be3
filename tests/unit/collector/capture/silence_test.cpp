// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/silence.h"

#include <catch2/catch.hpp>

namespace trace::capture {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using Change = Silence::Change;

struct Listener {
  // Looks each second; what changed at the last look.
  Change listen(int for_s, bool heard) {
    Change change = Change::none;
    for (int i = 0; i < for_s; ++i) {
      change = silence.look(now += seconds(1), heard);
      if (i + 1 < for_s) CHECK(change == Change::none);
    }
    return change;
  }

  Silence silence;
  Silence::Time now{hours(1)};
};

TEST_CASE("a silence of more than five seconds is told once, and so is its end") {
  Listener listener;
  CHECK(listener.listen(3, true) == Change::none);
  for (int i = 0; i < 2; ++i) {
    CHECK(listener.listen(6, false) == Change::begins);
    CHECK(listener.listen(20, false) == Change::none);
    CHECK(listener.listen(1, true) == Change::ends);
    CHECK(listener.listen(5, true) == Change::none);
  }
}

TEST_CASE("who says something every few seconds is not silent") {
  Listener listener;
  CHECK(listener.listen(1, true) == Change::none);
  for (int i = 0; i < 10; ++i) {
    CHECK(listener.listen(5, false) == Change::none);
    CHECK(listener.listen(1, true) == Change::none);
  }
}

TEST_CASE("the time in which nobody looked is no silence") {
  Listener listener;
  CHECK(listener.listen(1, true) == Change::none);
  listener.now += hours(1);
  CHECK(listener.listen(3, false) == Change::none);
  CHECK(listener.listen(1, true) == Change::none);
  listener.now += hours(1);
  CHECK(listener.listen(5, false) == Change::begins);
}

}  // namespace
}  // namespace trace::capture
