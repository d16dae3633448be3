// SPDX-License-Identifier: Apache-2.0
// A block: the frames of a stream up to the SYNC frame that has their checksum. Writer and reader sum up the same bytes, so
// that the reader compares the SYNC frame that it would have written with the one that is there.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/wire/frame.h"

namespace trace {

class Block {
 public:
  Block() = default;
  // The first one of a stream.
  explicit Block(const wire_stream& stream);

  // Bytes of the block, in their order. REQUIRES: the block stays below 4 GiB.
  void add(std::string_view bytes);
  std::uint64_t size() const { return size_; }

  // The SYNC frame that ends this block if its number is `number`.
  wire_sync end(std::uint64_t number) const;
  // The next block of the stream, which is empty.
  void clear() { size_ = crc_ = 0; }

  // What a SYNC frame of the stream begins with, which nobody but its writer knows; empty if the stream has no mark.
  std::string_view signature() const;

 private:
  static constexpr std::size_t kSignature = sizeof(wire_header) + WIRE_MARK_SIZE;

  wire_sync sync_{{sizeof(wire_sync), WIRE_KIND_SYNC, 0}, {}, 0, 0, 0};  // as far as it is known
  bool has_mark_ = false;
  std::uint32_t size_ = 0;
  std::uint32_t crc_ = 0;
};

// The checksum that a STREAM frame should have.
std::uint32_t checksum(const wire_stream& stream);

}  // namespace trace
