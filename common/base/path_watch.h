// SPDX-License-Identifier: Apache-2.0
// What becomes of a file or a folder itself, by inotify(7): whoever watches needs no way to its path afterwards.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

class PathWatch {
 public:
  // mask: IN_MOVE_SELF ..., of <sys/inotify.h>. With IN_MOVE_SELF the folders above are watched as well: moving one moves what is in it.
  // Errors: io, there is no such path, or no watch is to be had.
  static Result<PathWatch> start(const std::string& path, std::uint32_t mask);

  // What has happened since it was last asked: bits of the mask. By read(2), which does not wait.
  std::uint32_t take() const;

 private:
  explicit PathWatch(UniqueFd events) : events_(std::move(events)) {}

  UniqueFd events_;
};

}  // namespace trace
