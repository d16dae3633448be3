// SPDX-License-Identifier: Apache-2.0
#include "rules/output/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/base/standard_streams.h"

namespace trace {

Result<OutputFile> OutputFile::open(const std::string& path) {
  if (path.empty()) {
    TRY_ASSIGN(UniqueFd fd, standard_output());
    return OutputFile(std::move(fd), "standard output");
  }
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd) return Error{Code::io, "opening " + path + ": " + std::strerror(errno)};
  return OutputFile(std::move(fd), path);
}

Status OutputFile::flush() {
  if (flushed_ && !buffer_.empty()) flushed_ = write(buffer_);
  buffer_.clear();
  return flushed_;
}

Status OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_.get(), bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      reader_is_gone_ = errno == EPIPE;
      return Error{Code::io, "writing to " + name_ + ": " + std::strerror(errno)};
    }
  }
  return ok();
}

}  // namespace trace
