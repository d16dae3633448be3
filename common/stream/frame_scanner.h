// SPDX-License-Identifier: Apache-2.0
// Bytes -> frames of a stream, and blocks that are checked. Knows sizes, marks and checksums, and not what frames mean.
//
// Frames are given out as they come; whether their block is sound is told at its end. A reader of a pipe would otherwise wait a
// second for some of them; and files are read alike, so that a recording gives what the pipe gave.
//
// After damage the way is found by the mark of the stream, which is random and in its SYNC frames: a process that is watched
// cannot have written it into an argument of its events. When a frame is wrong inside, its size may be what is wrong: the sizes
// from it on are believed only if they lead exactly to the next SYNC frame, else all before that is skipped.
// Without the head of the stream its mark is not known: the first STREAM frame with the right checksum is believed, which a
// watched process can have written.
//
// The bytes of a block are summed up in large pieces, just before they leave the buffer.
// Tested by tests/corruption/frame_test.cpp and tests/unit/common/stream/frame_reader_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/codec/frame/block.h"
#include "common/stream/input.h"
#include "common/stream/item.h"

namespace trace {

// Whether data begins as a STREAM frame does, as far as it goes; not if it is empty.
bool may_be_stream_frame(std::string_view data);

class FrameScanner {
 public:
  static constexpr std::size_t kFrameMax = 1 << 20;  // of any kind; an event has WIRE_FRAME_MAX at most

  struct Frame {
    wire_header header;
    std::string_view bytes;
  };
  struct BlockEnd {};  // a SYNC frame, and the block is as it says
  struct NothingMore {};
  using Found = std::variant<Frame, BlockEnd, Malformed, Damaged, NothingMore, Error>;

  explicit FrameScanner(Input input) : input_(std::move(input)) {}

  // What it gives out is valid until the next call of any function.
  Found next();

  // Of the frame that was given out last:
  std::uint64_t position() const { return input_.position(); }
  // It is a STREAM frame that is sound, and its stream begins, or is joined, there.
  void begin(const wire_stream& stream);
  // It is wrong inside. Returns what to tell (or an error of the source). In a pipe this may wait for the end of the block.
  Found refuse(std::string what);
  // It should have been a STREAM frame. What follows is read after the next one that is sound, or after the next SYNC frame.
  Found refuse_head(std::string what);

 private:
  void pass();
  Result<bool> more();
  Result<bool> fill(std::size_t size);
  Result<bool> fill_frame();
  bool has_sync(std::string_view frame) const;
  Found lose_way(std::string what);
  Found end_block(std::string_view frame);
  Status seek(bool head);
  Result<bool> sizes_hold();

  Input input_;
  Block block_;
  std::optional<std::uint64_t> number_;  // of the block, if it is known
  std::uint64_t boundary_ = 0;           // where the last SYNC frame ended
  std::size_t used_ = 0;                 // bytes of the frame that was given out last, in data()
  std::size_t not_summed_ = 0;           // bytes of the block that are consumed, and not yet in block_
  bool has_stream_ = false;
  bool head_is_lost_ = false;    // seek one before anything is given out
  bool suspect_ = false;         // bytes of the block were skipped
  bool sizes_are_sure_ = false;  // up to the end of the block
  bool over_ = false;
  std::string what_;  // was told last
};

}  // namespace trace
