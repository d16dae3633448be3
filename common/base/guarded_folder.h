// SPDX-License-Identifier: Apache-2.0
// Folders that this program puts files in by names of its own: it must be nobody else who puts names there, a link or another file of a name
// that is about to be used.
#pragma once

#include <sys/types.h>

#include <string>

#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

inline constexpr mode_t kOwnFolderMode = 0700;
// A user's umask may take even his own access from what is made: after that nothing could be put there.
inline constexpr mode_t kOwnUmask = 0077;

enum class MakeFolder : unsigned char { no, it, it_and_those_above };

// Opens a folder that belongs to us, and that others may not write in. One that is made is for us alone, whatever the umask is; in those above it
// nobody but their owner may write. Links in the path are followed as trusted_path.h says; the folder itself must be none, also with slashes at its
// end. Errors: io, of the system and of the above; they do not name the folder.
Result<UniqueFd> open_guarded_folder(const std::string& path, MakeFolder make);

}  // namespace trace
