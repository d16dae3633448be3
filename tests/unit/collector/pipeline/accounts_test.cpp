// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/accounts.h"

#include <catch2/catch.hpp>

namespace trace {

TEST_CASE("there is a row for every event that occurred, with what was produced at the end only", "[accounts]") {
  Accounts accounts;
  accounts.at(WIRE_SLOT_task_rename) = {.produced = 6, .written = 3, .filtered = 2, .lost = 1};
  const std::vector<wire_total> before = accounts.totals(false);
  REQUIRE(before.size() == 1);
  CHECK(before[0].id == WIRE_EVENT_task_rename);
  CHECK(before[0].produced == 0);
  CHECK(before[0].written == 3);
  CHECK(accounts.totals(true).at(0).produced == 6);
}

TEST_CASE("an account balances if nothing is missing", "[accounts]") {
  CHECK(Account{.produced = 6, .written = 3, .filtered = 2, .lost = 1}.balances());
  CHECK_FALSE(Account{.produced = 7, .written = 3, .filtered = 2, .lost = 1}.balances());
}

TEST_CASE("a sum is of the events that are asked for", "[accounts]") {
  Accounts accounts;
  accounts.at(WIRE_SLOT_task_rename).written = 3;
  accounts.at(WIRE_SLOT_sched_process_exec).written = 4;
  CHECK(accounts.sum(std::bitset<WIRE_SLOT_MAX>().set(WIRE_SLOT_task_rename)).written == 3);
}

}  // namespace trace
