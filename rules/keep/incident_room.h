// SPDX-License-Identifier: Apache-2.0
// The room that incidents take, and whether there is some for a further file.
//
// A hard link takes none until the ring removes its own name of the file; from then on all of it. So what the ring still has counts
// from the beginning, and what will be taken when it goes from there is not free any more. A file counts once, in however many incidents
// it is; the last one of a ring grows after it was kept, so what is kept is looked at again (seen()).
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "rules/keep/incident_limits.h"
#include "rules/keep/ring.h"

namespace trace {

class IncidentRoom {
 public:
  explicit IncidentRoom(const IncidentLimits& limits) : limits_(limits) {}

  // Counts the recordings in the folders of `folder`.
  void count_earlier(const std::string& folder);
  // Counts file `name`, which is kept, or has grown since. folder: of its incident.
  void seen(int folder, const std::string& name);
  // Why the file of the ring must not be kept; "": it may. folder: where it would be. REQUIRES: the ring was just listed.
  std::string why_not(const Ring& ring, const std::string& name, int folder, Severity severity) const;

 private:
  using Inode = std::pair<dev_t, ino_t>;
  struct Kept {
    std::string name;
    std::uint64_t bytes;
  };

  void count(const std::string& name, const struct stat& status);
  // Of what is kept, the bytes that the ring still has as well.
  std::uint64_t shared(const Ring& ring) const;

  IncidentLimits limits_;
  std::map<Inode, Kept> kept_;
  std::uint64_t bytes_ = 0;  // of all that is kept
};

}  // namespace trace
