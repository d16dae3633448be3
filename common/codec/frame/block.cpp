// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/block.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "common/base/bytes.h"
#include "common/base/crc32c.h"

namespace trace {
namespace {

// All of the structure that is before its last member, the checksum.
template <class T>
std::string_view summed(const T& frame) {
  static_assert(offsetof(T, crc) + sizeof(frame.crc) == sizeof(T));
  return bytes_of(frame).substr(0, offsetof(T, crc));
}

}  // namespace

Block::Block(const wire_stream& stream) {
  std::copy(std::begin(stream.mark), std::end(stream.mark), std::begin(sync_.mark));
  has_mark_ = std::any_of(std::begin(stream.mark), std::end(stream.mark), [](wire_u8 byte) { return byte != 0; });
}

void Block::add(std::string_view bytes) {
  crc_ = crc32c(crc_, bytes);
  size_ += static_cast<std::uint32_t>(bytes.size());
}

wire_sync Block::end(std::uint64_t number) const {
  wire_sync sync = sync_;
  sync.number = number;
  sync.size = size_;
  sync.crc = crc32c(crc_, summed(sync));
  return sync;
}

std::string_view Block::signature() const {
  return has_mark_ ? summed(sync_).substr(0, kSignature) : std::string_view();
}

std::uint32_t checksum(const wire_stream& stream) {
  return crc32c(summed(stream));
}

}  // namespace trace
