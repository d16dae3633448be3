// SPDX-License-Identifier: Apache-2.0
// Whether files, in the order in which they are given, follow each other as the files of recordings: each that is not the first of its
// recording names the last seal of the one before, and its own number.
//
//   there is                             what that is
//   the first ones missing               nothing wrong: keep= removes the oldest. It is said how many there were
//   one missing between others, swapped  altered
//   one that was there before            altered
//   the last ones missing                not complete; nothing tells it from a collector that could not go on
#pragma once

#include <optional>
#include <set>
#include <string>

#include "common/seal/anchor.h"
#include "rules/verify/finding.h"
#include "rules/verify/seal_check.h"

namespace trace {

class FileChain {
 public:
  // in_folder: all files of a folder come, so that those of another recording that are missing in their midst were removed.
  explicit FileChain(bool in_folder) : in_folder_(in_folder) {}

  // Adds to `own` what there is to say of the place of a file, and to `before` what it shows of the one before. REQUIRES: `before` is what
  // was given as `own` for that, if there was one.
  void add(const std::string& name, const SealedStream& stream, Verified& before, Verified& own);
  // No other file comes: adds to `last` what that shows.
  void end(Verified& last);

 private:
  std::string wrong_at(const wire_seal& first) const;

  bool in_folder_;
  std::string name_;               // of the file before
  std::optional<wire_seal> last_;  // of it
  std::set<Anchor> openings_;      // the first seals of all files
};

}  // namespace trace
