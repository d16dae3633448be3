// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/file_account.h"

#include <array>

#include <catch2/catch.hpp>

namespace trace {

TEST_CASE("the rows of the files add up to those of the recording, and each balances") {
  const EventSpec& event = events()[WIRE_SLOT_task_rename];
  FileAccount account;
  for (int i = 0; i < 5; ++i) account.written(event);
  account.lost(event, 2);
  const std::array first_all{wire_total{event.id, 0, 0, 5, 3, 2}};
  const auto first = account.rows(first_all, RowsOf::file_end);
  REQUIRE(first.size() == 1);
  CHECK(first[0].written == 5);
  CHECK(first[0].filtered == 3);
  CHECK(first[0].lost == 2);
  CHECK(first[0].produced == 10);
  CHECK(account.rows(first_all, RowsOf::checkpoint).at(0).produced == 0);

  account.begin_next(first_all);
  CHECK(account.rows(first_all, RowsOf::file_end).empty());
  account.written(event);
  const std::array last_all{wire_total{event.id, 0, 12, 6, 4, 2}};
  const auto last = account.rows(last_all, RowsOf::end);
  REQUIRE(last.size() == 1);
  CHECK(last[0].written == 1);
  CHECK(last[0].filtered == 1);
  CHECK(last[0].lost == 0);
  CHECK(last[0].produced == 2);
}

TEST_CASE("what the recording produced and no file has does not balance in the last one") {
  const EventSpec& event = events()[WIRE_SLOT_task_rename];
  FileAccount account;
  const std::array all{wire_total{event.id, 0, 4, 3, 0, 0}};
  for (int i = 0; i < 3; ++i) account.written(event);
  const auto rows = account.rows(all, RowsOf::end);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].produced == rows[0].written + 1);
}

}  // namespace trace
