// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/ledgers.h"

#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

wire_loss loss_without_lane(std::uint32_t id, std::uint64_t count) {
  wire_loss loss{};
  loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
  loss.id = id;
  loss.cpu = loss.lane = WIRE_NO_LANE;
  loss.count = count;
  return loss;
}

}  // namespace

void Ledgers::Unmap::operator()(wire_ledger* at) const {
  munmap(at, bytes);
}

Result<Ledgers> Ledgers::map(int fd, std::size_t lanes,
                             std::span<const unsigned long long, WIRE_SLOT_MAX> without_lane) {
  const std::size_t bytes = lanes * sizeof(wire_ledger);
  void* const at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) return Error{Code::internal, "mapping the ledgers: " + std::string(std::strerror(errno))};
  return Ledgers(Mapping(static_cast<wire_ledger*>(at), Unmap{bytes}), lanes, without_lane);
}

std::vector<wire_loss> Ledgers::take_losses(std::uint64_t missed) {
  std::vector<wire_loss> losses;
  std::uint16_t lane = 0;
  for (wire_ledger& ledger : all()) {
    for (const EventSpec& event : events()) {
      const std::uint16_t slot = event.slot;
      const std::uint64_t lost = std::atomic_ref<std::uint64_t>(ledger.lost[slot]).load();
      if (lost == ledger.reported[slot]) continue;
      wire_loss loss{};
      loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
      loss.id = event.id;
      loss.cpu = static_cast<std::uint16_t>(lane / WIRE_LANES_PER_CPU);
      loss.lane = lane;
      loss.count = lost - ledger.reported[slot];
      loss.first_time_ns = ledger.first_time_ns[slot];
      loss.last_time_ns = ledger.last_time_ns[slot];
      loss.first_seq = ledger.first_seq[slot];
      loss.last_seq = ledger.last_seq[slot];
      ledger.reported[slot] = lost;
      losses.push_back(loss);
    }
    ++lane;
  }
  for (const EventSpec& event : events()) {
    const std::uint64_t lost = without_lane_[event.slot];
    std::uint64_t& reported = without_lane_reported_.at(event.slot);
    if (lost != reported) losses.push_back(loss_without_lane(event.id, lost - reported));
    reported = lost;
  }
  if (missed != missed_reported_) losses.push_back(loss_without_lane(WIRE_ANY_EVENT, missed - missed_reported_));
  missed_reported_ = missed;
  return losses;
}

KernelTotals Ledgers::totals(std::uint16_t slot) const {
  KernelTotals totals;
  for (const wire_ledger& ledger : all()) {
    totals.produced += ledger.produced[slot];
    totals.lost += ledger.lost[slot];
  }
  totals.produced += without_lane_[slot];
  totals.lost += without_lane_[slot];
  return totals;
}

}  // namespace trace
