// SPDX-License-Identifier: Apache-2.0
// Where bytes come from: a pipe, a file, a compressed file, a string in a test.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Puts up to buffer.size() bytes into buffer and returns how many; 0 at the end. Blocks until there is at least one.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
};

// Opens a file; "-" and "stdin" are standard input. open_reader() sees to it if it is compressed.
Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path);
// What is open already. `name` is for messages.
std::unique_ptr<ByteSource> bytes_from(UniqueFd fd, std::string name);
// Gives out `bytes`, at most `chunk` at a time (a test's way to cut a stream anywhere).
std::unique_ptr<ByteSource> bytes_of(std::string bytes, std::size_t chunk = SIZE_MAX);

}  // namespace trace
