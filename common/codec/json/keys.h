// SPDX-License-Identifier: Apache-2.0
// The keys of a line that are known: those of context.def.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/catalog/context.h"

namespace trace::json {

// A key of the line. The enumerators are named as the keys are.
enum class Key : std::uint8_t {
#define CONTEXT(name, source, aliases, scopes, doc) name,
#define OBJECT(name) name,
#define KEY(name) name,
#define LINE(name) name,
#include "common/catalog/context.def"
  other,
};

inline constexpr auto kKeys = std::to_array<std::string_view>({
#define CONTEXT(name, source, aliases, scopes, doc) #name,
#define OBJECT(name) #name,
#define KEY(name) #name,
#define LINE(name) #name,
#include "common/catalog/context.def"
});
static_assert(kKeys.size() < UINT8_MAX);

inline constexpr std::size_t index_of(Key key) {
  return static_cast<std::size_t>(key);
}

// The key of that name, Key::other if it is not known. O(1).
Key find_key(std::string_view name);

// The objects of a line, by which their layouts are remembered.
enum class Object : std::uint8_t {
#define OBJECT(name) name,
#include "common/catalog/context.def"
  count,
};

// A member of one of them: executable_path.
enum class Inside : std::uint8_t {
#define INSIDE(object, key, name, source, aliases, scopes, doc) object##_##key,
#define ALSO(object, key, source) object##_##key,
#define HIDDEN(object, key, source, doc) object##_##key,
#define EXTRA(name, source, aliases, scopes, doc) provenance_##name,
#define OWN(object, key) object##_##key,
#include "common/catalog/context.def"
  other,
};

// Inside::other if the object has no such member. O(members of all objects).
Inside find_inside(Object object, std::string_view name);

// A set of keys of a line.
class KeySet {
 public:
  // Returns false if it was there already.
  [[gnu::always_inline]] bool add(std::size_t key) {
    std::uint64_t& word = words_[key / 64];
    const std::uint64_t bit = std::uint64_t{1} << key % 64;
    const bool is_new = (word & bit) == 0;
    word |= bit;
    return is_new;
  }

 private:
  std::array<std::uint64_t, kKeys.size() / 64 + 1> words_{};
};

}  // namespace trace::json
