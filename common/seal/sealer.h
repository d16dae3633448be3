// SPDX-License-Identifier: Apache-2.0
// Makes the seals of a recording, each of the bytes since the one before, and each with the hash of that one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/artifact/sha256.h"
#include "common/event/event.h"
#include "common/seal/seal.h"
#include "common/seal/signer.h"

namespace trace {

struct SealTime {
  std::uint64_t wall_ns = 0;  // since the epoch
  std::uint64_t boot_ns = 0;  // since boot
};

class Sealer {
 public:
  // From now on seals are signed.
  void sign_by(Signer signer) { signer_.emplace(std::move(signer)); }
  // By which the next seal is signed; null if none is.
  const PublicKey* key() const { return signer_ ? &signer_->key() : nullptr; }

  // Begins a file: appends the seal that opens it, after which the others stand. Of a later file it names the last seal of the
  // file before.
  wire_seal open(const wire_u8 (&mark)[WIRE_MARK_SIZE], std::uint32_t file, SealTime time, std::string& out);

  // What the part has in it: events and losses, and their bytes as they are written.
  void note(const Event& event);
  void note_lost(std::uint64_t count) { next_.lost += count; }
  void add(std::string_view bytes);

  // Appends the seal of the part, with `flags` of enum wire_seal_flag besides its own, and returns it.
  wire_seal seal(std::uint64_t plain_bytes, SealTime time, unsigned flags, std::string& out);

 private:
  wire_seal next_{};
  std::optional<Signer> signer_;
  Sha256 content_;
  std::uint64_t end_ = 0;  // of all that was written to the file
  std::uint32_t last_pid_ = 0;
  std::uint64_t last_start_ns_ = 0;
};

}  // namespace trace
