// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/account.h"

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

const EventSpec& openat() {
  return *find_event("openat");
}

Context of_lane(std::uint16_t lane, std::uint64_t seq) {
  Context context;
  context.lane = lane;
  context.seq = seq;
  return context;
}

wire_loss loss_of(std::uint32_t id, std::uint64_t count) {
  wire_loss loss{};
  loss.id = id;
  loss.count = count;
  return loss;
}

TEST_CASE("what was read and not chosen counts as filtered") {
  ExtractAccount account;
  account.read(openat(), of_lane(0, 1), true);
  account.read(openat(), of_lane(0, 2), false);
  account.read(openat(), of_lane(0, 3), true);
  const auto totals = account.totals(true);
  REQUIRE(totals.size() == 1);
  CHECK(totals[0].id == openat().id);
  CHECK(totals[0].produced == 3);
  CHECK(totals[0].written == 2);
  CHECK(totals[0].filtered == 1);
  CHECK(totals[0].lost == 0);
  CHECK(account.totals(false)[0].produced == 0);
}

TEST_CASE("what is told again at the head of a file is in no account") {
  ExtractAccount account;
  Context told_again = of_lane(0, 1);
  told_again.flags = WIRE_FLAG_STATE;
  account.read(openat(), told_again, true);
  account.written(openat(), told_again);
  CHECK(account.totals(true).empty());
}

TEST_CASE("losses that are told in the extract are lost, others are left out") {
  ExtractAccount account;
  account.lost(loss_of(openat().id, 5), true);
  account.lost(loss_of(openat().id, 7), false);
  account.lost(loss_of(WIRE_ANY_EVENT, 9), true);
  const auto totals = account.totals(true);
  REQUIRE(totals.size() == 1);
  CHECK(totals[0].produced == 12);
  CHECK(totals[0].lost == 5);
  CHECK(totals[0].filtered == 7);
}

TEST_CASE("what the source had filtered counts as filtered, and what of it could not be read as lost") {
  ExtractAccount account;
  account.read(openat(), of_lane(0, 9), true);
  const wire_total said{openat().id, 0, 0, 4, 3, 2};
  account.lost(loss_of(openat().id, 2), true);
  account.says({&said, 1});
  const auto totals = account.totals(true);
  REQUIRE(totals.size() == 1);
  CHECK(totals[0].produced == 9);
  CHECK(totals[0].written == 1);
  CHECK(totals[0].filtered == 3);
  CHECK(totals[0].lost == 5);
}

TEST_CASE("numbers of a lane that nothing explains are accounted for as a row of any event") {
  ExtractAccount account;
  account.read(openat(), of_lane(1, 10), true);
  account.read(openat(), of_lane(1, 12), true);
  const auto totals = account.totals(true);
  REQUIRE(totals.size() == 2);
  CHECK(totals[1].id == WIRE_ANY_EVENT);
  CHECK(totals[1].filtered == 10);
  CHECK(totals[1].produced == 10);
}

}  // namespace
}  // namespace trace
