// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/ledgers.h"

#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>

#include "common/catalog/catalog.h"
#include "common/event/losses.h"

namespace trace {
namespace {

// What the kernel side may be writing to. std::atomic_ref takes nothing that is const.
std::uint64_t load(const wire_u64& counter) {
  return __atomic_load_n(&counter, __ATOMIC_ACQUIRE);
}

}  // namespace

void Ledgers::Unmap::operator()(const wire_ledger* at) const {
  munmap(const_cast<wire_ledger*>(at), bytes);
}

Ledgers::Ledgers(std::span<const wire_ledger> lanes, WithoutLane without_lane, unsigned long long& loss_period)
    : mapping_(nullptr, Unmap{0}),
      lanes_(lanes),
      without_lane_(without_lane),
      loss_period_(&loss_period),
      reported_totals_(lanes.size()),
      reported_(lanes.size()) {}

Result<Ledgers> Ledgers::map(int fd, std::size_t lanes, WithoutLane without_lane, unsigned long long& loss_period) {
  const std::size_t bytes = lanes * sizeof(wire_ledger);
  void* const at = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) return Error{Code::internal, "mapping the ledgers: " + std::string(std::strerror(errno))};
  const auto* const first = static_cast<const wire_ledger*>(at);
  Ledgers ledgers({first, lanes}, without_lane, loss_period);
  ledgers.mapping_ = {first, Unmap{bytes}};
  return ledgers;
}

void Ledgers::take_lane(std::uint16_t lane, std::vector<wire_loss>& losses) {
  const wire_ledger& ledger = lanes_[lane];
  const std::uint64_t total = load(ledger.lost_total);
  if (total == reported_totals_[lane]) return;
  wire_loss loss{};
  loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
  loss.cpu = static_cast<std::uint16_t>(lane / WIRE_LANES_PER_CPU);
  loss.lane = lane;
  loss.first_time_ns = ledger.first_time_ns;
  loss.last_time_ns = ledger.last_time_ns;
  loss.first_seq = ledger.first_seq;
  loss.last_seq = ledger.last_seq;
  if (!reported_[lane]) reported_[lane] = std::make_unique<Counts>();
  for (const EventSpec& event : events()) {
    const std::uint64_t lost = load(ledger.lost[event.slot]);
    std::uint64_t& reported = reported_[lane]->at(event.slot);
    if (lost == reported) continue;
    loss.id = event.id;
    loss.count = lost - reported;
    reported = lost;
    losses.push_back(loss);
  }
  // Not what the total is by now: what was lost in the meantime is looked for again, and may have been found already.
  reported_totals_[lane] = total;
}

void Ledgers::take_without_lane(std::vector<wire_loss>& losses) {
  const std::uint64_t total = *without_lane_.total;
  if (total == without_lane_reported_total_) return;
  without_lane_reported_total_ = total;
  for (const EventSpec& event : events()) {
    const std::uint64_t lost = without_lane_.by_slot[event.slot];
    std::uint64_t& reported = without_lane_reported_.at(event.slot);
    if (lost != reported) losses.push_back(one_loss(event.id, WIRE_NO_LANE, lost - reported));
    reported = lost;
  }
}

std::vector<wire_loss> Ledgers::take_losses(std::uint64_t missed) {
  std::vector<wire_loss> losses;
  for (std::uint16_t lane = 0; lane < lanes_.size(); ++lane) take_lane(lane, losses);
  // What a lane loses from here on are its first losses again.
  if (!losses.empty()) std::atomic_ref<unsigned long long>(*loss_period_).fetch_add(1);
  take_without_lane(losses);
  if (missed != missed_reported_) losses.push_back(one_loss(WIRE_ANY_EVENT, WIRE_NO_LANE, missed - missed_reported_));
  missed_reported_ = missed;
  return losses;
}

LaneTotals Ledgers::lane_totals(std::uint16_t lane) const {
  const wire_ledger& ledger = lanes_[lane];
  return {load(ledger.seq), load(ledger.lost_total)};
}

KernelTotals Ledgers::totals(std::uint16_t slot) const {
  KernelTotals totals;
  for (const wire_ledger& ledger : lanes_) {
    totals.produced += ledger.produced[slot];
    totals.lost += ledger.lost[slot];
  }
  totals.produced += without_lane_.by_slot[slot];
  totals.lost += without_lane_.by_slot[slot];
  return totals;
}

}  // namespace trace
