// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/accounts.h"

namespace trace {

std::vector<wire_total> Accounts::totals(bool final) const {
  std::vector<wire_total> rows;
  for (const EventSpec& event : events()) {
    const Account& account = at(event.slot);
    if (!account.is_used()) continue;
    rows.push_back({event.id, 0, final ? account.produced : 0, account.written, account.filtered, account.lost});
  }
  return rows;
}

Account Accounts::sum(const std::bitset<WIRE_SLOT_MAX>& slots) const {
  Account sum;
  for (std::uint16_t slot = 0; slot < WIRE_SLOT_COUNT; ++slot) {
    if (!slots.test(slot)) continue;
    const Account& account = at(slot);
    sum.produced += account.produced;
    sum.written += account.written;
    sum.filtered += account.filtered;
    sum.lost += account.lost;
  }
  return sum;
}

}  // namespace trace
