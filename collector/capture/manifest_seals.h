// SPDX-License-Identifier: Apache-2.0
// Seals of a manifest, signed as those of a recording (common/seal/signer.h): each is of all lines before it.
//
// The lines are a chain of hashes already; a seal signs the hash of the last one, and stands in a line of its own in hexadecimal digits:
//   {"n":8,"time":..., "kind":"keeper","result":"sealed","seal":"542a4d18…","prev":"9f86…"}
// Its `content` is that line's "prev". What tells of parts, events and processes is 0.
#pragma once

#include <string>

#include "common/artifact/manifest.h"
#include "common/seal/sealer.h"
#include "common/seal/signer.h"

namespace trace {

class ManifestSeals {
 public:
  // Of one run: the first one opens it. REQUIRES: as for a Signer.
  ManifestSeals();

  // By which the next one is signed.
  const PublicKey& key() const { return signer_.key(); }
  // Of all lines up to `end`. is_last: of the run.
  std::string next(const ManifestEnd& end, SealTime time, bool is_last);

 private:
  Signer signer_;
  wire_seal next_;
};

}  // namespace trace
