// SPDX-License-Identifier: Apache-2.0
// Where detections are written to: standard output or a file. Bytes are appended to buffer() and go out with flush().
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

class OutputFile {
 public:
  // "" is standard output. A file is emptied. Errors: of open(2).
  static Result<OutputFile> open(const std::string& path);

  // Writes all of it. Errors: of write(2); reader_is_gone() tells if it was for want of a reader.
  // REQUIRES: SIGPIPE is ignored.
  Status write(std::string_view bytes);

  // What the next flush() writes. Append to it, and flush when it is large.
  std::string& buffer() { return buffer_; }
  bool is_large() const { return buffer_.size() >= kFlushBytes; }
  // Errors: as write(), also of an earlier flush.
  Status flush();
  bool reader_is_gone() const { return reader_is_gone_; }

 private:
  OutputFile(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

  static constexpr std::size_t kFlushBytes = 256 * 1024;

  UniqueFd fd_;
  std::string name_;
  std::string buffer_;
  Status flushed_ = ok();
  bool reader_is_gone_ = false;
};

}  // namespace trace
