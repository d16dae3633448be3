// SPDX-License-Identifier: Apache-2.0
#include "common/stream/skippable.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace trace {
namespace {

constexpr std::uint32_t kMagic = 0x184d2a50;  // to kMagic + 15
constexpr std::size_t kHead = 8;              // the magic, and how many bytes follow

std::uint32_t word_at(const char* bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

// Whether one begins there. Reads no more than is needed to tell: a pipe may hold a byte and no more for long.
Result<bool> begins_with_one(Input& input) {
  const auto may_be = [&] {
    const std::string_view data = input.data();
    if (data.empty()) return true;
    if ((static_cast<unsigned char>(data[0]) & 0xf0) != (kMagic & 0xf0)) return false;
    return data.size() < sizeof(kMagic) || (word_at(data.data()) & 0xfffffff0) == kMagic;
  };
  while (may_be() && input.data().size() < kHead) {
    TRY_ASSIGN(const bool more, input.more());
    if (!more) return false;
  }
  return may_be();
}

}  // namespace

Result<bool> pass_skippable_frames(Input& input) {
  while (true) {
    TRY_ASSIGN(const bool is_one, begins_with_one(input));
    if (!is_one) return true;
    std::uint64_t left = kHead + word_at(input.data().data() + sizeof(kMagic));
    while (left > 0) {
      const std::uint64_t there = std::min<std::uint64_t>(left, input.data().size());
      input.consume(there);
      left -= there;
      if (left == 0) break;
      TRY_ASSIGN(const bool more, input.more());
      if (!more) return false;
    }
  }
}

}  // namespace trace
