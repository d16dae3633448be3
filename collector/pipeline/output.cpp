// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/base/standard_streams.h"

namespace trace {

Result<Output> Output::open(std::unique_ptr<Encoder> encoder, const std::string& path) {
  if (path.empty()) {
    TRY_ASSIGN(UniqueFd fd, standard_output());
    return Output(std::move(encoder), std::move(fd), "standard output");
  }
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  std::error_code ignored;  // open() tells it better
  if (!parent.empty()) std::filesystem::create_directories(parent, ignored);
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd) return Error{Code::io, "opening \"" + path + "\": " + std::string(std::strerror(errno))};
  return Output(std::move(encoder), std::move(fd), "\"" + path + "\"");
}

void Output::flush() {
  std::size_t written = 0;
  while (written < buffer_.size() && !closed_ && !failure_) {
    const ssize_t n = ::write(fd_.get(), buffer_.data() + written, buffer_.size() - written);
    if (n >= 0) {
      written += static_cast<std::size_t>(n);
    } else if (errno == EPIPE) {
      closed_ = true;
    } else if (errno != EINTR) {
      failure_ = Error{Code::io, "writing to " + name_ + ": " + std::strerror(errno)};
    }
  }
  buffer_.clear();
}

}  // namespace trace
