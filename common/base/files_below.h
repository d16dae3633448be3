// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"

namespace trace {

// The paths of all files below a folder whose names end in one of `suffixes` (".yaml", also ".YAML"; none: all of them), sorted. What is hidden is left
// out: what editors leave, and the folders that Kubernetes keeps beside its links to mounted files. Errors: of reading a
// folder; kFilesMax is exceeded.
Result<std::vector<std::string>> files_below(const std::string& folder, const std::vector<std::string>& suffixes);

inline constexpr std::size_t kFilesMax = 100'000;

}  // namespace trace
