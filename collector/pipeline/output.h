// SPDX-License-Identifier: Apache-2.0
// One output: an encoder, and the descriptor its bytes go to.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/codec/encoder.h"

namespace trace {

class Output {
 public:
  // Opens `path` for writing, creating its directories; an empty path is standard output.
  static Result<Output> open(std::unique_ptr<Encoder> encoder, const std::string& path);

  Encoder& encoder() { return *encoder_; }
  std::string& buffer() { return buffer_; }
  bool is_large() const { return buffer_.size() >= kFlushBytes; }

  // Writes what is buffered. After a failure, and when the reader has gone, drops it.
  void flush();
  // The reader has gone: nothing more can be written, which is not an error.
  bool is_closed() const { return closed_; }
  // Why nothing more can be written (a full disk, say), if that is so.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  static constexpr std::size_t kFlushBytes = 256 * 1024;

  Output(std::unique_ptr<Encoder> encoder, UniqueFd fd, std::string name)
      : encoder_(std::move(encoder)), fd_(std::move(fd)), name_(std::move(name)) {}

  std::unique_ptr<Encoder> encoder_;
  UniqueFd fd_;
  std::string name_;
  std::string buffer_;
  bool closed_ = false;
  std::optional<Error> failure_;
};

}  // namespace trace
