// SPDX-License-Identifier: Apache-2.0
// Signs seals by keys (Ed25519, RFC 8032) that live for an epoch of a minute each. Every seal names the public key of the next epoch,
// and the secret key is wiped when its epoch is over: whoever takes over the machine then finds no key by which older seals could be
// made anew.
//
// After J. Kelsey and J. Callas, Signed Syslog Messages (RFC 5848), and B. Schneier and J. Kelsey, Secure Audit Logs to Support
// Computer Forensics (1999). *Rejected:* keys that are derived from one another, as journald has them: who verifies would hold the
// secret by which all can be forged; a new key for each seal: one lost seal would end the chain.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/wire/seal.h"

struct evp_pkey_st;

namespace trace {

using PublicKey = std::array<std::uint8_t, WIRE_KEY_SIZE>;

inline constexpr std::uint64_t kEpochNs = 60'000'000'000;

// It is signed, and the next one is of the next epoch.
constexpr bool ends_epoch(const wire_seal& seal) {
  return (seal.flags & WIRE_SEAL_SIGNED) != 0 && seal.sealed_boot_ns - seal.epoch_begin_ns >= kEpochNs;
}

class Signer {
 public:
  // Makes the first keys. REQUIRES: no process will be forked that should not know them.
  Signer();

  // The public key of this epoch.
  const PublicKey& key() const { return keys_[0].open; }

  // Fills in what says by which key, and the signature; all else of the seal is there. If the epoch is over, another one begins
  // after it.
  void sign(wire_seal& seal);

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  struct KeyPair {
    std::unique_ptr<evp_pkey_st, Free> secret;
    PublicKey open{};
  };
  static KeyPair make_pair();

  std::array<KeyPair, 2> keys_;  // of this epoch, and of the next
  std::uint64_t epoch_ = 0;
  std::optional<std::uint64_t> epoch_begin_ns_;  // since boot
};

// Whether the seal has the signature of its key.
bool has_signature(const wire_seal& seal);

// 64 hexadecimal digits.
std::string text_of(const PublicKey& key);
std::optional<PublicKey> key_of(std::string_view text);

}  // namespace trace
