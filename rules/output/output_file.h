// SPDX-License-Identifier: Apache-2.0
// Where detections are written to: standard output or a file. Each write is made at once, so that a
// detection is never held back.
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
  bool reader_is_gone() const { return reader_is_gone_; }

 private:
  OutputFile(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

  UniqueFd fd_;
  std::string name_;
  bool reader_is_gone_ = false;
};

}  // namespace trace
