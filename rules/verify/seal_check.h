// SPDX-License-Identifier: Apache-2.0
// Bytes of a recording -> whether each part is as its seal says, and each seal follows the one before (common/wire/seal.h).
//
// Seals are found by what they all begin with, in which the mark of the file is, and not by walking the frames between them: so all
// is read once, hashed, and never decompressed; and whatever was done to one part, the next seal is found. A process that is watched
// does not know the mark, so nothing that it writes is taken for a seal. After each alteration the check goes on with what the seal at hand
// says of itself, so that one alteration is told once.
//
//   what was done                        how it shows
//   a byte of a part                     its hash
//   a byte of a seal                     the seal's own hash; it is not found
//   removed, doubled, moved, put in      numbers and the hash of the seal before
//   cut                                  there is no closing seal. What is after the last seal is decompressed: what is damaged there,
//                                        or more than a cut leaves, was altered
//
// A file that is cut just after a seal looks like one whose writer was ended there: only anchors, which are kept elsewhere, tell that.
// Recordings may be joined. Tested by tests/corruption/seal_test.cpp.
#pragma once

#include <optional>

#include "common/stream/input.h"
#include "common/wire/seal.h"
#include "rules/verify/finding.h"
#include "rules/verify/kept_elsewhere.h"

namespace trace {

// What was found in a recording, which may be several that were joined.
struct SealedStream {
  Integrity integrity = Integrity::whole;
  Alterations alterations;
  std::uint64_t seals = 0;           // that are sound, and what they sealed too
  std::uint64_t sealed_bytes = 0;    // of parts
  std::uint64_t unsealed_bytes = 0;  // after the last seal
  std::uint64_t events = 0;
  std::uint64_t lost = 0;
  std::uint64_t begin_ns = 0;  // of the first seal, since the epoch
  std::uint64_t end_ns = 0;    // up to which it is proved
  std::string extract;         // what it is, if it has parts of a recording only (extract_check.h)
  bool is_cut_out = false;     // by whole events: what was chosen from another one, sealed anew
  bool is_of_damaged = false;  // and what it was chosen from was damaged, or cut
  bool is_signed = false;
  FoundAnchors anchors;
  std::optional<wire_seal> first;  // the seal that opens it
  std::optional<wire_seal> last;   // the last one that is sound
};

// Errors: of the source.
Result<SealedStream> check_seals(Input input, KeptElsewhere& kept);

}  // namespace trace
