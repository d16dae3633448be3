// SPDX-License-Identifier: Apache-2.0
#include "rules/load/signature_files.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "common/stream/byte_source.h"

namespace trace {

Result<SourceFile> read_signature_file(const std::string& path) {
  TRY_ASSIGN(const std::unique_ptr<ByteSource> source, open_bytes(path));
  SourceFile file{path, {}};
  std::array<char, 16384> buffer{};
  for (;;) {
    TRY_ASSIGN(const std::size_t n, source->read(buffer));
    if (n == 0) return file;
    file.text.append(buffer.data(), n);
    // Before all of a device or of a wrong file is in memory.
    if (file.text.size() > kSignatureFileMax) {
      return Error{Code::invalid, path + ": longer than " + std::to_string(kSignatureFileMax) + " bytes"};
    }
  }
}

Result<std::vector<SourceFile>> read_signature_directory(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<std::string> paths;
  fs::recursive_directory_iterator entry(path, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unknown;  // a dangling link: opening it reports the error
    const bool is_directory = entry->is_directory(unknown);
    // Hidden entries are skipped: backups of editors, and the directories that Kubernetes links mounted files to.
    if (entry->path().filename().string().starts_with('.')) {
      if (is_directory) entry.disable_recursion_pending();
      continue;
    }
    const fs::path extension = entry->path().extension();
    if (!is_directory && (extension == ".yaml" || extension == ".yml")) {
      paths.push_back(entry->path().string());
    }
  }
  if (error) return Error{Code::io, "reading signatures: " + path + ": " + error.message()};
  if (paths.empty()) return Error{Code::not_found, "reading signatures: " + path + ": no *.yaml in it"};
  std::sort(paths.begin(), paths.end());
  std::vector<SourceFile> files;
  for (const std::string& one : paths) {
    TRY_ASSIGN(SourceFile file, read_signature_file(one));
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace trace
