// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/base/guarded_folder.h"  // kOwnFolderMode, kOwnUmask
#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

// Opens a folder for what is kept, and makes it if it is not there (common/base/guarded_folder.h): others could put files of their own in the
// place of what is kept. Errors: io; they name the folder.
Result<UniqueFd> open_own_folder(const std::string& path);

}  // namespace trace
