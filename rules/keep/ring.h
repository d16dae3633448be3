// SPDX-License-Identifier: Apache-2.0
// A folder of sealed recordings from which the oldest are removed while it is read (trace-ebpf --flight-recorder): which of its files
// have what happened between two times.
//
// A file begins when the seal that opens it says, and ends where the next one begins. More than these seals is not read. Of one without
// such a seal, since it was damaged, emptied or cut, only its name says when it was: it lies between its neighbours, and who asks
// for their time gets it too. What somebody altered is the last that may be left to be removed.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"
#include "common/wire/seal.h"

namespace trace {

class Ring {
 public:
  // Errors: of open(2).
  static Result<Ring> open(const std::string& folder);

  struct Segment {
    std::string name;
    std::uint64_t begin_ns =
        0;                   // since the epoch; of one that does not say it, that of the last one before it that does
    bool is_last = false;    // it may be written still
    bool is_sealed = false;  // it says when it begins, and which file of which recording it is
    std::uint32_t file = 0;
    std::array<wire_u8, WIRE_MARK_SIZE> mark = {};
    std::uint64_t end_ns = UINT64_MAX;
  };
  // Those that overlap the times, the last excluded, by name. Errors: of reading the folder; it was removed.
  Result<std::vector<Segment>> between(std::uint64_t from_ns, std::uint64_t to_ns);
  // Whether it had that file when it was last asked for some.
  bool has(const std::string& name) const { return openings_.contains(name); }
  // A file begins at that time or after it: what was before it is all there.
  bool reaches(std::uint64_t time_ns);

  enum class Put : unsigned char { done, later };
  // Gives a file another name in `folder`; copies it to another file system, once it is not written any more (later), or with
  // `unfinished`. Errors: io, why it could not be done; another file of that name is there; it is no regular file.
  Result<Put> put(const Segment& segment, int folder, bool unfinished);

  // Errors: invalid, if the folder is the ring, whose files are removed.
  Status check_is_apart(int folder) const;

  static Needs needs();
  // The folder.
  int fd() const { return folder_.get(); }

 private:
  struct Opening {
    std::uint64_t begin_ns = 0;  // 0: not known (yet)
    std::uint32_t file = 0;
    std::array<wire_u8, WIRE_MARK_SIZE> mark = {};
  };

  static Opening opening_of(int folder, const char* name);
  Result<std::vector<Segment>> list();
  // Of what was listed.
  std::vector<Segment> segments() const;
  Status copy(const std::string& name, int folder) const;
  // Whether `folder` has that file, or a copy of it.
  bool is_there(const std::string& name, int folder) const;

  UniqueFd folder_;
  std::map<std::string, Opening> openings_;  // by name
};

}  // namespace trace
