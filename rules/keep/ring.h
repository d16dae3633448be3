// SPDX-License-Identifier: Apache-2.0
// A folder of sealed recordings from which the oldest are removed while it is read (trace-ebpf --flight-recorder): which of its files
// have what happened between two times.
//
// A file begins when the seal that opens it says, and ends where the next one begins. More than these seals is not read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"

namespace trace {

class Ring {
 public:
  // Errors: of open(2).
  static Result<Ring> open(const std::string& folder);

  struct Segment {
    std::string name;
    std::uint64_t begin_ns = 0;  // since the epoch
    bool is_last = false;        // it may be written still
  };
  // Those that overlap the times, the last excluded, by name.
  std::vector<Segment> between(std::uint64_t from_ns, std::uint64_t to_ns);
  // A file begins at that time or after it: what was before it is all there.
  bool reaches(std::uint64_t time_ns);

  // Gives a file another name in `folder`; copies it to another file system, once it is not written any more, or with `unfinished`.
  // False: it could not be done now, or another file of that name is there.
  bool put(const Segment& segment, int folder, bool unfinished);

  static Needs needs();
  // The folder.
  int fd() const { return folder_.get(); }

 private:
  std::vector<Segment> list();
  bool copy(const std::string& name, int folder);
  // Whether `folder` has that file, or a copy of it.
  bool is_there(const std::string& name, int folder) const;

  UniqueFd folder_;
  std::map<std::string, std::uint64_t> begins_;  // by name; 0: it has no seal that opens it
};

}  // namespace trace
