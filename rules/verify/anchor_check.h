// SPDX-License-Identifier: Apache-2.0
// Whether the seals that a log elsewhere tells of (common/seal/anchor.h) are in the recordings that they are of.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/seal/anchor.h"

namespace trace {

// What the anchors say of files whose seals were seen.
struct FoundAnchors {
  std::vector<std::string> wrong;  // a sentence each
  bool has_none_of_file = false;   // of one there are none, and of others of its recording there are
};

class AnchorCheck {
 public:
  AnchorCheck() = default;
  // Without any nothing is asked.
  explicit AnchorCheck(const std::vector<Anchor>& anchors);

  bool asks() const { return !files_.empty(); }
  // A seal that is sound, with what it seals.
  void see(const wire_seal& seal);
  // Of the files whose seals were seen since the last time.
  FoundAnchors take();

 private:
  // A file of a recording, by the mark of that.
  using File = std::pair<std::array<std::uint8_t, WIRE_MARK_SIZE>, std::uint32_t>;

  // A log may lag behind, or have lost a line: who makes a file anew cannot put it into the chain of the others.
  bool has_recording(const File& file) const;

  std::map<File, std::set<Anchor>> files_;
  std::map<File, std::set<Anchor>> awaited_;  // of files that are being seen: those that were not yet
};

}  // namespace trace
