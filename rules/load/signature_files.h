// SPDX-License-Identifier: Apache-2.0
// Signature files on disk.
#pragma once

#include <string>
#include <vector>

#include "rules/lang/text/yaml.h"

namespace trace {

inline constexpr std::size_t kSignatureFileMax = YamlLimits{}.file_bytes;

// Errors: of reading; the file is longer than kSignatureFileMax.
Result<SourceFile> read_signature_file(const std::string& path);
// All *.yaml and *.yml below a directory that are not hidden, in the order of their paths. Errors:
// of reading; none found.
Result<std::vector<SourceFile>> read_signature_directory(const std::string& path);

}  // namespace trace
