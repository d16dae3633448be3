// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/gaps.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

Loss loss_of(std::uint32_t id, std::uint64_t count, std::uint64_t first_ns, std::uint64_t last_ns) {
  Loss loss{};
  loss.frame.id = id;
  loss.frame.count = count;
  loss.frame.first_time_ns = first_ns;
  loss.frame.last_time_ns = last_ns;
  return loss;
}

constexpr std::uint64_t kSecond = 1'000'000'000;

TEST_CASE("losses add up by event, and those that are near are one period") {
  Gaps gaps;
  gaps.take(loss_of(WIRE_EVENT_task_rename, 3, 10 * kSecond, 11 * kSecond));
  gaps.take(loss_of(WIRE_EVENT_task_rename, 4, 11 * kSecond + 1, 12 * kSecond));
  gaps.take(loss_of(0xffff, 5, 100 * kSecond, 100 * kSecond));
  CHECK(gaps.lost().at("task_rename").count == 7);
  CHECK(gaps.lost().at("task_rename").last_ns == 12 * kSecond);
  CHECK(gaps.lost().at("events not known here").count == 5);
  REQUIRE(gaps.periods().size() == 2);
  CHECK(gaps.periods()[0] == std::pair(10 * kSecond, 12 * kSecond));
}

TEST_CASE("periods are bounded") {
  Gaps gaps;
  for (std::uint64_t i = 1; i < 1000; ++i)
    gaps.take(loss_of(WIRE_EVENT_task_rename, 1, i * 10 * kSecond, i * 10 * kSecond));
  CHECK(gaps.periods().size() == Gaps::kPeriodsMax);
  CHECK(gaps.periods().back().second == 9990 * kSecond);
}

TEST_CASE("an event that came by a hook with gaps is told with what that does not see, once") {
  Gaps gaps;
  const EventSpec& event = *find_event("security_file_open");
  Context context;
  context.provider = ProviderKind::lsm;
  gaps.take(event, context);
  CHECK(gaps.seen_in_part().empty());
  context.provider = ProviderKind::sys_exit;
  for (int i = 0; i < 3; ++i) gaps.take(event, context);
  REQUIRE(gaps.seen_in_part().size() == 1);
  CHECK(gaps.seen_in_part()[0].event == "security_file_open");
  CHECK(gaps.seen_in_part()[0].unseen.starts_with("opens that failed"));
  CHECK(gaps.has("security_file_open"));
  CHECK_FALSE(gaps.has("ptrace"));
  CHECK_FALSE(gaps.has("no_such_event"));
}

}  // namespace
}  // namespace trace
