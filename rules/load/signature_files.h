// SPDX-License-Identifier: Apache-2.0
// Signature files on disk.
#pragma once

#include <string>
#include <vector>

#include "common/stream/byte_source.h"
#include "rules/lang/text/source.h"
#include "rules/lang/text/yaml.h"

namespace trace {

inline constexpr std::size_t kSignatureFileMax = YamlLimits{}.file_bytes;

inline constexpr std::size_t kSignaturesMax = 64U << 20;  // of all files together

// How the names of files of signatures end.
const std::vector<std::string>& signature_suffixes();

// Errors: of reading; the file is longer than kSignatureFileMax.
Result<SourceFile> read_signatures(const std::string& path, ByteSource& source);
// "-" is standard input. Errors: the same; it is no regular file.
Result<SourceFile> read_signature_file(const std::string& path);

// Files that are loaded together.
class SignatureFiles {
 public:
  // Errors: together they are longer than kSignaturesMax.
  Status add(SourceFile file);
  std::size_t size() const { return files_.size(); }
  std::vector<SourceFile> take() && { return std::move(files_); }

 private:
  std::vector<SourceFile> files_;
  std::size_t bytes_ = 0;
};

// All *.yaml and *.yml below a directory that are not hidden, in the order of their paths. Errors:
// of reading; none found.
Result<std::vector<SourceFile>> read_signature_directory(const std::string& path);

}  // namespace trace
