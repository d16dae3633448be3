// SPDX-License-Identifier: Apache-2.0
// Whether seals, in their order, are signed by the keys that a given one leads to.
//
// Three holes that journald's sealing has had are closed here: a file without seals passes no check by a key (systemd#15425); an epoch
// follows the one before, and begins when that was over, not later (systemd#28886); what is in a part is not older than its epoch, so
// that nobody who has the key of now can put in what is to seem old (systemd#28885).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/seal/signer.h"

namespace trace {

class KeyCheck {
 public:
  // Without keys nothing is asked of signatures.
  explicit KeyCheck(std::vector<PublicKey> keys) : keys_(std::move(keys)) {}

  bool asks() const { return !keys_.empty(); }
  // What is wrong with the next seal, which is sound; empty: nothing. A seal that opens a recording begins anew, unless it names one
  // before.
  std::string wrong_with(const wire_seal& seal);

 private:
  std::string wrong_after(const wire_seal& before, const wire_seal& seal) const;
  bool is_given(const wire_seal& seal) const;

  std::vector<PublicKey> keys_;
  std::optional<wire_seal> before_;  // the last one
};

}  // namespace trace
