// SPDX-License-Identifier: Apache-2.0
// Signature files on disk.
#pragma once

#include <string>
#include <vector>

#include "rules/lang/text/source.h"

namespace trace {

// Errors: of reading.
Result<SourceFile> read_signature_file(const std::string& path);
// All *.yaml and *.yml below a directory that are not hidden, in the order of their paths. Errors:
// of reading; none found.
Result<std::vector<SourceFile>> read_signature_directory(const std::string& path);

}  // namespace trace
