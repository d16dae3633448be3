// SPDX-License-Identifier: Apache-2.0
#include "common/stream/skippable.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace trace {
namespace {

constexpr std::uint32_t kMagic = 0x184d2a50;              // to kMagic + 15
constexpr std::string_view kMagicEnd("\x2a\x4d\x18", 3);  // of each of these, after the first byte
constexpr std::size_t kHead = 8;                          // the magic, and how many bytes follow

std::uint32_t word_at(const char* bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

enum class Begin { none, whole, cut };

// Whether one begins there, and its head is there. Reads no more than is needed to tell: a pipe may hold a byte and no more for long.
Result<Begin> look_for_one(Input& input) {
  const auto may_be = [&] {
    const std::string_view data = input.data();
    if (data.empty()) return true;
    const bool is_first = (static_cast<unsigned char>(data[0]) & 0xf0) == (kMagic & 0xf0);
    const std::string_view rest = data.substr(1, kMagicEnd.size());
    return is_first && kMagicEnd.starts_with(rest);
  };
  while (may_be() && input.data().size() < kHead) {
    TRY_ASSIGN(const bool more, input.more());
    if (!more) return input.data().empty() ? Begin::none : Begin::cut;
  }
  return may_be() ? Begin::whole : Begin::none;
}

}  // namespace

Result<bool> pass_skippable_frames(Input& input) {
  while (true) {
    TRY_ASSIGN(const Begin begin, look_for_one(input));
    if (begin == Begin::none) return true;
    if (begin == Begin::cut) {
      input.consume(input.data().size());
      return false;
    }
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
