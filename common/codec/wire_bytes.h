// SPDX-License-Identifier: Apache-2.0
// Fixed-width values out of bytes, and into them, at any alignment.
#pragma once

#include <bit>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace trace {

static_assert(std::endian::native == std::endian::little,
              "the wire is little endian; a big endian machine needs byte swaps here");

// REQUIRES: offset + sizeof(T) <= bytes.size().
template <class T>
T load(std::string_view bytes, std::size_t offset = 0) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <class T>
void append_bytes(const T& value, std::string& out) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// Puts `value` over the bytes at `offset`. REQUIRES: offset + sizeof(T) <= out.size().
template <class T>
void store(const T& value, std::size_t offset, std::string& out) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::memcpy(out.data() + offset, &value, sizeof value);
}

}  // namespace trace
