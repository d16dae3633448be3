// SPDX-License-Identifier: Apache-2.0
// Where a path leads, such that nobody else decides it by a link. All that is written by name is found here.
//
// The path is walked component by component, each held open while the next one is looked up in it. A symbolic link, in whatever place of
// the path, is followed if
//
//   it belongs to root or to us, and
//   the folder that it is in belongs to root or to us, and nobody else may put another link there: others may not write in it,
//   or it is sticky, as /tmp is.
//
// That is what fs.protected_symlinks does (Documentation/admin-guide/sysctl/fs.rst), but in every folder and on machines that do not set
// it. The folders themselves are as safe as whoever named the path made them.
//
// Rejected: openat2(2) with RESOLVE_NO_SYMLINKS, and this walk only where that finds a link: two ways to one answer, where the
// walk costs two system calls a component, once a start.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

struct PathEnd {
  UniqueFd folder;   // O_PATH
  std::string name;  // in it; "." is the folder itself
  // A link of /proc/PID/fd, say: it leads to what is open, not to what its text says, and only the kernel can follow it.
  bool is_magic = false;
};

enum class LastLink : unsigned char { followed, left };  // left: the name may be a link
// Nobody but their owner may write in those that are made.
enum class FoldersAbove : unsigned char { are_there, are_made };

// REQUIRES: who opens the name does so with O_NOFOLLOW, unless it is magic. Errors: io; they do not name the path.
Result<PathEnd> end_of_path(const std::string& path, LastLink last, FoldersAbove folders);

// Without slashes at its end, behind which a link is followed that is not to be.
std::string without_slashes(std::string path);

}  // namespace trace
