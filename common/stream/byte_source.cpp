// SPDX-License-Identifier: Apache-2.0
#include "common/stream/byte_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/base/unique_fd.h"
#include "common/stream/zstd_source.h"

namespace trace {
namespace {

class FileSource final : public ByteSource {
 public:
  FileSource(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    while (true) {
      const ssize_t count = ::read(fd_.get(), buffer.data(), buffer.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno == EINTR) continue;
      return Error{Code::io, "reading '" + name_ + "': " + std::strerror(errno)};
    }
  }

 private:
  UniqueFd fd_;
  std::string name_;
};

class StringSource final : public ByteSource {
 public:
  StringSource(std::string bytes, std::size_t chunk) : bytes_(std::move(bytes)), chunk_(chunk) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t count = std::min({buffer.size(), chunk_, bytes_.size() - at_});
    std::copy_n(bytes_.data() + at_, count, buffer.data());
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t chunk_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path) {
  const bool standard_input = path == "-" || path == "stdin";
  // A duplicate, so that closing the source leaves descriptor 0 alone.
  UniqueFd fd(standard_input ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                             : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    const Code code = errno == ENOENT ? Code::not_found : errno == EACCES ? Code::denied : Code::io;
    return Error{code, "opening '" + path + "': " + std::strerror(errno)};
  }
  std::unique_ptr<ByteSource> source = std::make_unique<FileSource>(std::move(fd), path);
  if (!standard_input && std::string_view(path).ends_with(".zst")) {
    return decompress_zstd(std::move(source));
  }
  return source;
}

std::unique_ptr<ByteSource> bytes_of(std::string bytes, std::size_t chunk) {
  return std::make_unique<StringSource>(std::move(bytes), chunk);
}

}  // namespace trace
