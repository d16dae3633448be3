// SPDX-License-Identifier: Apache-2.0
// Plain values <-> bytes, as they lie in memory.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace trace {

// The T that stands at `at`; zero if that is not within the bytes.
template <class T>
T load(std::string_view bytes, std::size_t at = 0) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value{};
  if (at <= bytes.size() && sizeof(T) <= bytes.size() - at) std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

template <class T>
std::string_view bytes_of(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

template <class T>
void append_bytes(const T& value, std::string& out) {
  out.append(bytes_of(value));
}

// Writes the value over what stands at `at`. REQUIRES: that is within `out`.
template <class T>
void put_bytes(const T& value, std::string& out, std::size_t at) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::memcpy(out.data() + at, &value, sizeof(value));
}

}  // namespace trace
