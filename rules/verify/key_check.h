// SPDX-License-Identifier: Apache-2.0
// Whether seals, in their order, are signed by the keys that a given one leads to.
//
// Two holes that journald's sealing has had are closed here: a file without seals passes no check by a key (systemd#15425); an epoch
// follows the one before, and begins when that was over, not later (systemd#28886). A third is narrowed (systemd#28885): no seal may
// say of its part that an event in it is older than the seal before by more than an epoch. That is what the seal says: the part
// is not decompressed. And it is not asked where the wall clock was set between both. So whoever has the key of now can still put in
// what is to seem old, under a seal that says otherwise; in the order of the seals it stands where he put it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/seal/signer.h"

namespace trace {

class KeyCheck {
 public:
  // Without keys nothing is asked of signatures.
  explicit KeyCheck(std::vector<PublicKey> keys = {}) : keys_(std::move(keys)) {}

  bool asks() const { return !keys_.empty(); }
  // What is wrong with the next seal, which is sound; empty: nothing. A seal that opens a recording begins anew, unless it names one
  // before, of the same recording.
  std::string wrong_with(const wire_seal& seal);

 private:
  std::string wrong_after(const wire_seal& before, const wire_seal& seal) const;
  bool is_given(const wire_seal& seal) const;

  std::vector<PublicKey> keys_;
  std::optional<wire_seal> before_;  // the last one
};

}  // namespace trace
