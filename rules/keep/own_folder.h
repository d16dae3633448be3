// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

inline constexpr mode_t kOwnFolderMode = 0700;
// A user's umask may take even his own access from what is made: after that nothing could be put there.
inline constexpr mode_t kOwnUmask = 0077;

// Opens a folder for what is kept, and makes it if it is not there. Errors: io, of mkdir(2) and open(2); the path is a
// link, the folder is another user's, or others may write there: they could put files of their own in the place of what is kept.
Result<UniqueFd> open_own_folder(const std::string& path);

}  // namespace trace
