// SPDX-License-Identifier: Apache-2.0
// A sliding window over a byte source: what a reader has seen and not yet used.
//
// The bytes lie together and are followed by room that may be read (simdjson reads in blocks). They
// stay where they are until fill() is called, so that an event can point into them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.h"
#include "common/stream/byte_source.h"

namespace trace {

class Window {
 public:
  static constexpr std::size_t kPadding = 64;

  explicit Window(std::unique_ptr<ByteSource> source, std::size_t size = std::size_t{1} << 20)
      : source_(std::move(source)), buffer_(size + kPadding) {}

  std::string_view bytes() const { return {buffer_.data() + first_, last_ - first_}; }
  // Uses up the first bytes. REQUIRES: count <= bytes().size().
  void drop(std::size_t count) {
    first_ += count;
    position_ += count;
  }
  // Offset in the stream of the first byte of the window.
  std::uint64_t position() const { return position_; }
  bool at_end() const { return at_end_; }

  // Reads once from the source and returns whether more bytes came; makes room first. Everything
  // that points into the window is invalid afterwards.
  Result<bool> fill() {
    if (at_end_) return false;
    make_room();
    TRY_ASSIGN(const std::size_t count,
               source_->read(std::span(buffer_).subspan(last_, buffer_.size() - kPadding - last_)));
    last_ += count;
    at_end_ = count == 0;
    return count > 0;
  }

 private:
  void make_room() {
    if (first_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + first_, last_ - first_);
      last_ -= std::exchange(first_, 0);
    }
    if (last_ == buffer_.size() - kPadding) buffer_.resize(2 * last_ + kPadding);
  }

  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_;
  std::size_t first_ = 0;
  std::size_t last_ = 0;
  std::uint64_t position_ = 0;
  bool at_end_ = false;
};

}  // namespace trace
