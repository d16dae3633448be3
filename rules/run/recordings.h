// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"

namespace trace {

// The recordings in a folder, and not below it, by name: so are the files of one that was rotated in their order. All are to be open at
// once, for which the limit of descriptors is raised as far as it may be. Errors: of reading the folder; there are none.
Result<std::vector<std::string>> recordings_in(const std::string& folder);

}  // namespace trace
