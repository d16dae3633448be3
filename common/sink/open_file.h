// SPDX-License-Identifier: Apache-2.0
// Opens a file for writing such that nobody else's file is overwritten and no link of somebody else is followed.
//
// The file is opened without truncating, looked at and locked. Whoever writes it empties it first (Sink::begin()), so that a start
// that fails leaves it as it was:
//
//   regular file   it must be ours (owner = effective user) and have one name; it is locked (file_lock.h), so that
//                  two programs do not write one recording. A new one has mode 0600.
//   FIFO           it must be ours or root's, or in a folder of ours or of root that others may not write to. Then opening waits for a reader, says
//                  so on standard error, and ends with a signal.
//   device         a terminal, /dev/null.
//   anything else  is refused: directories, sockets, block devices.
//
// A file that is in use already, as an input or another output, is refused, under whatever name.
//
// Symbolic links in the path are followed as trusted_path.h says.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/sink/files_in_use.h"

namespace trace {

// The path is another name of a descriptor that is open already: /dev/stdout, /dev/fd/N.
bool names_descriptor(std::string_view path);

// Its offset is 0, but what was in it is still there. Errors: of open(2), and what the table above refuses; they name the path.
Result<UniqueFd> open_for_writing(const std::string& path, const FilesInUse& in_use = {});

}  // namespace trace
