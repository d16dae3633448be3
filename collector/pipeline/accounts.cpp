// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/accounts.h"

namespace trace {

std::vector<wire_total> Accounts::totals() const {
  std::vector<wire_total> rows;
  for (const EventSpec& event : events()) {
    const Account& account = at(event.slot);
    if (!account.is_used()) continue;
    rows.push_back({event.id, 0, account.produced, account.written, account.filtered, account.lost});
  }
  return rows;
}

Account Accounts::sum() const {
  Account sum;
  for (const Account& account : accounts_) {
    sum.produced += account.produced;
    sum.written += account.written;
    sum.filtered += account.filtered;
    sum.lost += account.lost;
  }
  return sum;
}

}  // namespace trace
