// SPDX-License-Identifier: Apache-2.0
#include "rules/load/signature_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "common/base/files_below.h"
#include "common/base/unique_fd.h"

namespace trace {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";  // some editors begin a file with it

}  // namespace

const std::vector<std::string>& signature_suffixes() {
  static const std::vector<std::string> kSuffixes = {".yaml", ".yml"};
  return kSuffixes;
}

Result<SourceFile> read_signature_file(const std::string& path) {
  if (path == "-") {
    TRY_ASSIGN(const std::unique_ptr<ByteSource> input, open_bytes(path));
    return read_signatures(path, *input);
  }
  // Without O_NONBLOCK the opening of a FIFO would wait for somebody who writes it.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0) {
    return Error{Code::io, "opening \"" + path + "\": " + std::strerror(errno)};
  }
  if (!S_ISREG(status.st_mode)) return Error{Code::io, "opening \"" + path + "\": it is no regular file"};
  return read_signatures(path, *bytes_from(std::move(fd), "\"" + path + "\""));
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

Status SignatureFiles::add(SourceFile file) {
  bytes_ += file.text.size();
  if (bytes_ > kSignaturesMax) {
    return Error{Code::invalid, file.name + ": with this one, signatures are longer than " +
                                    std::to_string(kSignaturesMax) + " bytes"};
  }
  files_.push_back(std::move(file));
  return ok();
}

Result<std::vector<SourceFile>> read_signature_directory(const std::string& path) {
  auto paths = files_below(path, signature_suffixes());
  if (!paths) return std::move(paths).error().in("reading signatures");
  if (paths->empty()) return Error{Code::not_found, "reading signatures: " + path + ": no *.yaml in it"};
  SignatureFiles files;
  for (const std::string& one : *paths) {
    TRY_ASSIGN(SourceFile file, read_signature_file(one));
    TRY(files.add(std::move(file)));
  }
  return std::move(files).take();
}

}  // namespace trace
