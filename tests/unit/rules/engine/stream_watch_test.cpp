// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/stream_watch.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

using Change = StreamWatch::Change;
using std::chrono::milliseconds;

constexpr std::uint64_t kNow = 1'700'000'000'000'000'000;
constexpr std::uint64_t kSecond = 1'000'000'000;

struct Watched {
  StreamWatch watch;
  // Waits as the input does, until something changes. None if nothing does in a minute.
  milliseconds wait_for_change(Change expected) {
    milliseconds waited{};
    while (waited < std::chrono::minutes(1)) {
      waited += StreamWatch::kLook;
      const Change change = watch.waited(StreamWatch::kLook, StreamWatch::kLook);
      if (change == Change::none) continue;
      CHECK(change == expected);
      return waited;
    }
    return {};
  }
};

}  // namespace

TEST_CASE_METHOD(Watched, "a live stream that falls silent is found within 2 s of the last checkpoint, once") {
  watch.checkpoint(kNow, kNow + 1000);
  const milliseconds found = wait_for_change(Change::silent);
  CHECK(found > milliseconds(1500));
  CHECK(found < milliseconds(2000));
  CHECK(watch.silent_for() == found);
  CHECK(wait_for_change(Change::silent) == milliseconds(0));
}

TEST_CASE_METHOD(Watched, "a stream that comes again is back, after all that time") {
  watch.checkpoint(kNow, kNow);
  wait_for_change(Change::silent);
  watch.waited(milliseconds(250), milliseconds(8000));
  CHECK(watch.heard() == Change::back);
  CHECK(watch.silent_for() > milliseconds(9000));
  CHECK(watch.heard() == Change::none);
}

TEST_CASE_METHOD(Watched, "a recording is never silent, however slowly it comes") {
  for (int i = 0; i < 5; ++i) {
    watch.checkpoint(kNow + i * kSecond, kNow + 3600 * kSecond);
    CHECK(wait_for_change(Change::none) == milliseconds(0));
    CHECK(watch.heard() == Change::none);
  }
  CHECK(watch.over() == Change::none);
}

TEST_CASE_METHOD(Watched, "a clock that is ahead of the stream's by an hour makes no stream live") {
  watch.checkpoint(kNow + 3600 * kSecond, kNow);
  CHECK(wait_for_change(Change::none) == milliseconds(0));
}

TEST_CASE_METHOD(Watched, "a stream without checkpoints is not watched") {
  watch.heard();
  CHECK(wait_for_change(Change::none) == milliseconds(0));
}

TEST_CASE_METHOD(Watched, "an input that gives nothing at all is told of once, and what comes then is no return") {
  CHECK(wait_for_change(Change::nothing_came) == StreamWatch::kPatience);
  CHECK(wait_for_change(Change::none) == milliseconds(0));
  CHECK(watch.heard() == Change::none);
  watch.checkpoint(kNow, kNow);
  CHECK(wait_for_change(Change::silent) == StreamWatch::kSilent);
}

TEST_CASE_METHOD(Watched, "the next input is waited for anew") {
  watch.checkpoint(kNow, kNow);
  watch.expect();
  CHECK(wait_for_change(Change::nothing_came) == StreamWatch::kPatience);
}

TEST_CASE_METHOD(Watched, "an idle machine is not silent: its checkpoints come") {
  for (std::uint64_t second = 0; second < 100; ++second) {
    watch.checkpoint(kNow + second * kSecond, kNow + second * kSecond);
    for (int i = 0; i < 4; ++i) CHECK(watch.waited(milliseconds(250), milliseconds(260)) == Change::none);
    CHECK(watch.heard() == Change::none);
  }
}

TEST_CASE_METHOD(Watched, "a reader that was stopped itself accuses nobody") {
  watch.checkpoint(kNow, kNow);
  for (int i = 0; i < 6; ++i) CHECK(watch.waited(milliseconds(250), milliseconds(250)) == Change::none);
  CHECK(watch.waited(milliseconds(250), milliseconds(10'000)) == Change::none);
  CHECK(wait_for_change(Change::silent) == StreamWatch::kSilent);
}

TEST_CASE_METHOD(Watched, "a stream that was live once stays so while an old backlog is read") {
  watch.checkpoint(kNow, kNow);
  watch.checkpoint(kNow + kSecond, kNow + 20 * kSecond);
  CHECK(wait_for_change(Change::silent) != milliseconds(0));
}

TEST_CASE_METHOD(Watched, "after its end nothing more is expected, and its input may end") {
  watch.checkpoint(kNow, kNow);
  watch.end();
  CHECK(wait_for_change(Change::none) == milliseconds(0));
  CHECK(watch.over() == Change::none);
}

TEST_CASE_METHOD(Watched, "a live stream that ends without saying so is told, once") {
  watch.checkpoint(kNow, kNow);
  CHECK(watch.over() == Change::ended);
  CHECK(watch.over() == Change::none);
}

}  // namespace trace
