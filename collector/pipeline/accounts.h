// SPDX-License-Identifier: Apache-2.0
// What became of every event, by slot. In the end
//
//   produced = written + filtered + lost
//
// whatever the origin of the event is, and tests hold it to that. Only who counts `produced` differs: of kernel events the
// kernel does, which is known at the end; of derived ones the pipeline, as it makes them. So the equation finds an event
// that was dropped by mistake between the hook and the outputs, or between two stages.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/wire/frame.h"

namespace trace {

struct Account {
  std::uint64_t produced = 0;
  std::uint64_t written = 0;
  std::uint64_t filtered = 0;
  std::uint64_t lost = 0;

  bool is_used() const { return (produced | written | filtered | lost) != 0; }
  bool balances() const { return produced == written + filtered + lost; }
};

class Accounts {
 public:
  Account& at(std::uint16_t slot) { return accounts_.at(slot); }
  const Account& at(std::uint16_t slot) const { return accounts_.at(slot); }

  // One row for every event that occurred. final: with what was produced, which means nothing before.
  std::vector<wire_total> totals(bool final) const;
  Account sum(const std::bitset<WIRE_SLOT_MAX>& slots) const;

 private:
  std::array<Account, WIRE_SLOT_COUNT> accounts_{};
};

}  // namespace trace
