// SPDX-License-Identifier: Apache-2.0
// What another encoder writes, compressed in parts that are sealed.
//
//   ┌──────┬───────────────────┬──────┬───────────────────┬──────┬─ ··· ─┐
//   │ SEAL │ frame of Zstandard│ SEAL │ frame of Zstandard│ SEAL │       │
//   └──────┴───────────────────┴──────┴───────────────────┴──────┴─ ··· ─┘
//
// A part ends between two blocks of the stream, once it has kPartBytes or is kPartNs old, and with the stream. Each second what was
// compressed is flushed: a file that is cut off there can be read up to its last second.
//
// *Rejected:* to compress and seal in the sink, which knows bytes and no events; a Merkle tree, of which a reader of one part would
// need a branch, and who verifies the whole nothing more than this chain.
#pragma once

#include <functional>
#include <memory>

#include "common/codec/encoder.h"
#include "common/seal/anchor.h"
#include "common/seal/signer.h"

namespace trace {

inline constexpr std::size_t kPartBytes = 1 << 20;
inline constexpr std::uint64_t kPartNs = 10'000'000'000;

struct SealsTold {
  // With it seals are signed (signer.h). It is called at the head of each file with its number in the recording and the public key that
  // its first seal is signed by.
  std::function<void(std::uint32_t file, const PublicKey&)> key;
  // Called for the first and the last seal of each file, and for the last one of each epoch: when the seal is made, which is before
  // it is written.
  std::function<void(const Anchor&)> anchor;
  // Called with each checkpoint, about once a second: what could not be told is tried again.
  std::function<void()> again;
};
std::unique_ptr<Encoder> make_sealing_encoder(std::unique_ptr<Encoder> plain, SealsTold told = {});

}  // namespace trace
