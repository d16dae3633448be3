// SPDX-License-Identifier: Apache-2.0
// Keys are found in a table without collisions. The first eight bytes of a key and its length tell all keys apart; a
// multiplication spreads them over the rows, and the factor for which no two share a row is searched by the compiler. A
// look-up is one multiplication, one load and one comparison of texts.
#include "common/codec/json/keys.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace trace::json {
namespace {

// A factor is found after exp(keys^2 / (2 * rows)) attempts on average: 55 with as many rows as this.
constexpr unsigned kRowBits = std::bit_width(kKeys.size() * kKeys.size() / 8);
constexpr std::size_t kRows = std::size_t{1} << kRowBits;

constexpr std::uint64_t first_bytes_of(std::string_view name) {
  std::uint64_t first_bytes = 0;
  for (std::size_t at = std::min<std::size_t>(name.size(), 8); at > 0; --at) {
    first_bytes = first_bytes << 8 | static_cast<unsigned char>(name[at - 1]);
  }
  return first_bytes;
}

constexpr std::size_t row_of(std::uint64_t first_bytes, std::size_t size, std::uint64_t factor) {
  return static_cast<std::size_t>((first_bytes + size) * factor >> (64 - kRowBits));
}

consteval bool tells_apart(std::uint64_t factor) {
  std::array<bool, kRows> taken{};
  for (const std::string_view key : kKeys) {
    bool& row = taken[row_of(first_bytes_of(key), key.size(), factor)];
    if (row) return false;
    row = true;
  }
  return true;
}

// Factors are the steps of a linear congruential generator (Knuth, MMIX). Does not end if two keys have the same first
// bytes and the same length, which the compiler says.
consteval std::uint64_t find_factor() {
  std::uint64_t factor = 1;
  do {
    factor = factor * 6364136223846793005 + 1442695040888963407;
  } while (!tells_apart(factor));
  return factor;
}
constexpr std::uint64_t kFactor = find_factor();

constexpr std::array<Key, kRows> kTable = [] {
  std::array<Key, kRows> rows{};
  rows.fill(Key::other);
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    rows[row_of(first_bytes_of(kKeys[i]), kKeys[i].size(), kFactor)] = static_cast<Key>(i);
  }
  return rows;
}();

struct InsideRow {
  Object object;
  std::string_view name;
};

// By Inside.
constexpr auto kInside = std::to_array<InsideRow>({
#define INSIDE(object, key, name, source, aliases, scopes, doc) {Object::object, #key},
#define ALSO(object, key, source) {Object::object, #key},
#define HIDDEN(object, key, source, doc) {Object::object, #key},
#define EXTRA(name, source, aliases, scopes, doc) {Object::provenance, #name},
#define OWN(object, key) {Object::object, #key},
#include "common/catalog/context.def"
});

}  // namespace

Key find_key(std::string_view name) {
  std::uint64_t first_bytes = 0;
  // An empty name may be a null pointer, which memcpy may not be given.
  if (!name.empty()) std::memcpy(&first_bytes, name.data(), std::min<std::size_t>(name.size(), 8));
  const Key key = kTable[row_of(first_bytes, name.size(), kFactor)];
  return key != Key::other && kKeys[index_of(key)] == name ? key : Key::other;
}

Inside find_inside(Object object, std::string_view name) {
  for (std::size_t i = 0; i < kInside.size(); ++i) {
    if (kInside[i].object == object && kInside[i].name == name) return static_cast<Inside>(i);
  }
  return Inside::other;
}

}  // namespace trace::json
