// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/ledgers.h"

#include <array>
#include <vector>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

constexpr std::size_t kLanes = 4;
constexpr std::uint16_t kOpen = WIRE_SLOT_security_file_open, kExec = WIRE_SLOT_sched_process_exec;

// Ledgers as the kernel side would keep them.
struct FakeKernel {
  std::vector<wire_ledger> lanes = std::vector<wire_ledger>(kLanes);
  std::array<unsigned long long, WIRE_SLOT_MAX> without_lane{};
  unsigned long long without_lane_total = 0;
  unsigned long long loss_period = 1;
  Ledgers ledgers{lanes, {without_lane, &without_lane_total}, loss_period};

  void lose(std::size_t lane, std::uint16_t slot, std::uint64_t time_ns) {
    wire_ledger& ledger = lanes[lane];
    ledger.produced[slot]++;
    ledger.seq++;
    if (ledger.loss_period != loss_period) {
      ledger.loss_period = loss_period;
      ledger.first_time_ns = time_ns;
      ledger.first_seq = ledger.seq;
    }
    ledger.last_time_ns = time_ns;
    ledger.last_seq = ledger.seq;
    ledger.lost[slot]++;
    ledger.lost_total++;
  }
};

}  // namespace

TEST_CASE("losses are told once, by lane and event, with when they were", "[ledgers]") {
  FakeKernel kernel;
  kernel.lose(2, kOpen, 100);
  kernel.lose(2, kOpen, 200);
  const std::vector<wire_loss> losses = kernel.ledgers.take_losses(0);
  REQUIRE(losses.size() == 1);
  CHECK(losses[0].id == WIRE_EVENT_security_file_open);
  CHECK(losses[0].lane == 2);
  CHECK(losses[0].count == 2);
  CHECK(losses[0].first_time_ns == 100);
  CHECK(losses[0].last_time_ns == 200);
  CHECK(losses[0].first_seq == 1);
  CHECK(losses[0].last_seq == 2);
  CHECK(kernel.ledgers.take_losses(0).empty());
}

TEST_CASE("the next losses of a lane begin anew", "[ledgers]") {
  FakeKernel kernel;
  kernel.lose(0, kOpen, 100);
  kernel.ledgers.take_losses(0);
  kernel.lose(0, kExec, 300);
  const std::vector<wire_loss> losses = kernel.ledgers.take_losses(0);
  REQUIRE(losses.size() == 1);
  CHECK(losses[0].id == WIRE_EVENT_sched_process_exec);
  CHECK(losses[0].count == 1);
  CHECK(losses[0].first_time_ns == 300);
}

TEST_CASE("what a lane loses later begins at its own time, whichever lane lost something before", "[ledgers]") {
  FakeKernel kernel;
  kernel.lose(0, kOpen, 100);
  kernel.ledgers.take_losses(0);
  CHECK(kernel.ledgers.take_losses(0).empty());
  kernel.lose(1, kOpen, 200);
  kernel.lose(0, kOpen, 300);
  kernel.lose(1, kOpen, 400);
  const std::vector<wire_loss> losses = kernel.ledgers.take_losses(0);
  REQUIRE(losses.size() == 2);
  CHECK(losses[0].first_time_ns == 300);
  CHECK(losses[0].first_seq == 2);
  CHECK(losses[1].first_time_ns == 200);
  CHECK(losses[1].last_time_ns == 400);
}

TEST_CASE("events of one lane are told apart, and so are lanes", "[ledgers]") {
  FakeKernel kernel;
  kernel.lose(0, kOpen, 1);
  kernel.lose(0, kExec, 2);
  kernel.lose(3, kOpen, 3);
  const std::vector<wire_loss> losses = kernel.ledgers.take_losses(0);
  CHECK(losses.size() == 3);
}

TEST_CASE("a lane whose total has not moved is not looked at", "[ledgers]") {
  FakeKernel kernel;
  kernel.lanes[1].lost[kOpen] = 7;  // as if the kernel were between its two additions
  CHECK(kernel.ledgers.take_losses(0).empty());
  kernel.lanes[1].lost_total = 7;
  const std::vector<wire_loss> losses = kernel.ledgers.take_losses(0);
  REQUIRE(losses.size() == 1);
  CHECK(losses[0].count == 7);
}

TEST_CASE("events without a lane and hits that were left out are losses of no lane", "[ledgers]") {
  FakeKernel kernel;
  kernel.without_lane[kOpen] = 4;
  kernel.without_lane_total = 4;
  const std::vector<wire_loss> losses = kernel.ledgers.take_losses(5);
  REQUIRE(losses.size() == 2);
  CHECK(losses[0].lane == WIRE_NO_LANE);
  CHECK(losses[0].count == 4);
  CHECK(losses[1].id == WIRE_ANY_EVENT);
  CHECK(losses[1].count == 5);
  CHECK(kernel.ledgers.take_losses(5).empty());
}

TEST_CASE("totals are of all lanes and of what found none", "[ledgers]") {
  FakeKernel kernel;
  kernel.lose(0, kOpen, 1);
  kernel.lose(3, kOpen, 2);
  kernel.lanes[1].produced[kOpen] = 10;
  kernel.without_lane[kOpen] = 1;
  const KernelTotals totals = kernel.ledgers.totals(kOpen);
  CHECK(totals.produced == 13);
  CHECK(totals.lost == 3);
}

}  // namespace trace
