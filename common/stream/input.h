// SPDX-License-Identifier: Apache-2.0
// The buffer between a source and a parser: bytes in a row, with room after them that a SIMD parser may read.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "common/stream/byte_source.h"

namespace trace {

class Input {
 public:
  static constexpr std::size_t kPadding = 64;  // readable after the data; simdjson asks for 64 at most

  explicit Input(std::unique_ptr<ByteSource> source) : source_(std::move(source)), bytes_(kFirstRoom + kPadding) {}

  // What is there, not yet consumed. Valid until more() is called.
  std::string_view data() const { return {bytes_.data() + begin_, end_ - begin_}; }
  // The last n bytes that were consumed. REQUIRES: more() was not called since; n of them were.
  std::string_view consumed(std::size_t n) const { return {bytes_.data() + begin_ - n, n}; }
  // Total bytes consumed before data().
  std::uint64_t position() const { return position_; }
  void consume(std::size_t n) {
    begin_ += n;
    position_ += n;
  }
  // Takes back the last n bytes. REQUIRES: as for consumed().
  void put_back(std::size_t n) {
    begin_ -= n;
    position_ -= n;
  }
  // Reads on after data(). False at the end of the source. Errors: of the source.
  Result<bool> more();
  // Gives up the source for another that wraps it; what was read of it already, and not consumed, is handed on. Positions
  // begin anew.
  void wrap(std::unique_ptr<ByteSource> (*wrapper)(std::unique_ptr<ByteSource>));

 private:
  static constexpr std::size_t kFirstRoom = 256 << 10;

  std::unique_ptr<ByteSource> source_;
  std::vector<char> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t position_ = 0;
};

}  // namespace trace
