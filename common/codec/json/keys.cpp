// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/keys.h"

#include <algorithm>
#include <cstring>

namespace trace::json {
namespace {

// A table without collisions: the first eight bytes and the length tell all keys apart, and this factor, found by trying,
// gives each its own row. A new key may need another one, which the compiler says.
constexpr std::uint64_t kFactor = 0x5143119e6c3f339;
constexpr unsigned kRowBits = 7;

constexpr std::size_t row_of(std::uint64_t first_bytes, std::size_t size) {
  return static_cast<std::size_t>((first_bytes + size) * kFactor >> (64 - kRowBits));
}

struct Rows {
  std::array<Key, std::size_t{1} << kRowBits> keys{};
  bool collide = false;
};

constexpr Rows kRows = [] {
  Rows rows;
  rows.keys.fill(Key::other);
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    std::uint64_t first_bytes = 0;
    for (std::size_t at = std::min<std::size_t>(kKeys[i].size(), 8); at > 0; --at) {
      first_bytes = first_bytes << 8 | static_cast<unsigned char>(kKeys[i][at - 1]);
    }
    Key& row = rows.keys[row_of(first_bytes, kKeys[i].size())];
    if (row != Key::other) rows.collide = true;
    row = static_cast<Key>(i);
  }
  return rows;
}();
static_assert(!kRows.collide, "choose another factor");

}  // namespace

Key find_key(std::string_view name) {
  std::uint64_t first_bytes = 0;
  std::memcpy(&first_bytes, name.data(), std::min<std::size_t>(name.size(), 8));
  const Key key = kRows.keys[row_of(first_bytes, name.size())];
  return key != Key::other && kKeys[index_of(key)] == name ? key : Key::other;
}

}  // namespace trace::json
