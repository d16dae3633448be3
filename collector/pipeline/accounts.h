// SPDX-License-Identifier: Apache-2.0
// What became of every event, by slot. In the end produced = written + filtered + lost, and a test holds it to that.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/wire/frame.h"

namespace trace {

struct Account {
  std::uint64_t produced = 0;  // by the kernel; known at the end
  std::uint64_t written = 0;
  std::uint64_t filtered = 0;
  std::uint64_t lost = 0;

  bool is_used() const { return (produced | written | filtered | lost) != 0; }
};

class Accounts {
 public:
  Account& at(std::uint16_t slot) { return accounts_.at(slot); }
  const Account& at(std::uint16_t slot) const { return accounts_.at(slot); }

  // One row for every event that occurred.
  std::vector<wire_total> totals() const;
  Account sum(const std::bitset<WIRE_SLOT_MAX>& slots) const;

 private:
  std::array<Account, WIRE_SLOT_COUNT> accounts_{};
};

}  // namespace trace
