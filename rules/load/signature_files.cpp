// SPDX-License-Identifier: Apache-2.0
#include "rules/load/signature_files.h"

#include <array>

#include "common/base/files_below.h"

namespace trace {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";  // some editors begin a file with it

}  // namespace

const std::vector<std::string>& signature_suffixes() {
  static const std::vector<std::string> kSuffixes = {".yaml", ".yml"};
  return kSuffixes;
}

Result<SourceFile> read_signature_file(const std::string& path) {
  TRY_ASSIGN(const std::unique_ptr<ByteSource> source, open_bytes(path));
  return read_signatures(path, *source);
}

Result<SourceFile> read_signatures(const std::string& path, ByteSource& source) {
  SourceFile file{path, {}};
  std::array<char, 16384> buffer{};
  for (;;) {
    TRY_ASSIGN(const std::size_t n, source.read(buffer));
    if (n == 0) {
      if (file.text.starts_with(kByteOrderMark)) file.text.erase(0, kByteOrderMark.size());
      return file;
    }
    file.text.append(buffer.data(), n);
    // Before all of a device or of a wrong file is in memory.
    if (file.text.size() > kSignatureFileMax) {
      return Error{Code::invalid, path + ": longer than " + std::to_string(kSignatureFileMax) + " bytes"};
    }
  }
}

Result<std::vector<SourceFile>> read_signature_directory(const std::string& path) {
  auto paths = files_below(path, signature_suffixes());
  if (!paths) return std::move(paths).error().in("reading signatures");
  if (paths->empty()) return Error{Code::not_found, "reading signatures: " + path + ": no *.yaml in it"};
  std::vector<SourceFile> files;
  for (const std::string& one : *paths) {
    TRY_ASSIGN(SourceFile file, read_signature_file(one));
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace trace
