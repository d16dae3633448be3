// SPDX-License-Identifier: Apache-2.0
// The value of one field of one event.
//
// A Value is small (24 bytes) and owns nothing: text and bytes point into the frame or the line that the event was
// read from. Numbers come as two widths only, signed and unsigned; how wide the field was declared is the
// catalog's business. An absent value (std::monostate) means that the field was not sent, which is not zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <variant>

#include "common/wire/frame.h"

namespace trace {

// An address of the traced process or the kernel, shown in hex.
struct Address {
  std::uint64_t value = 0;
  bool operator==(const Address&) const = default;
};

// Strings in a row, each closed by a NUL, as argv lies in memory.
class StringList {
 public:
  StringList() = default;
  explicit StringList(std::string_view nul_closed) : bytes_(nul_closed) {}

  class Iterator {
   public:
    explicit Iterator(std::string_view rest) : rest_(rest) {}
    std::string_view operator*() const { return rest_.substr(0, rest_.find('\0')); }
    Iterator& operator++() {
      const std::size_t end = rest_.find('\0');
      rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
      return *this;
    }
    bool operator==(const Iterator& other) const { return rest_.size() == other.rest_.size(); }

   private:
    std::string_view rest_;
  };

  Iterator begin() const { return Iterator(bytes_); }
  Iterator end() const { return Iterator(std::string_view()); }
  bool empty() const { return bytes_.empty(); }
  std::string_view bytes() const { return bytes_; }
  bool operator==(const StringList&) const = default;

 private:
  std::string_view bytes_;
};

struct Bytes {
  std::string_view data;
  bool operator==(const Bytes&) const = default;
};

// A struct sockaddr as the kernel holds it; socket_address.h reads its members.
struct SocketAddress {
  std::string_view raw;
  bool operator==(const SocketAddress&) const = default;
};

// A wire_cred.
struct Credentials {
  std::string_view raw;  // sizeof(wire_cred) bytes
  bool operator==(const Credentials&) const = default;
};

struct Timespec {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  bool operator==(const Timespec&) const = default;
};

struct IntPair {
  std::int32_t first = 0;
  std::int32_t second = 0;
  bool operator==(const IntPair&) const = default;
};

// The T that stands at `at`, zero if that is not within the bytes.
template <class T>
T load(std::string_view bytes, std::size_t at) {
  T value{};
  if (at + sizeof(T) <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

// 64-bit integers in a row.
struct IntList {
  std::string_view raw;  // a multiple of 8 bytes, little endian
  std::size_t size() const { return raw.size() / sizeof(std::uint64_t); }
  std::uint64_t operator[](std::size_t index) const { return load<std::uint64_t>(raw, index * sizeof(std::uint64_t)); }
  bool operator==(const IntList&) const = default;
};

// A value of a type that the catalog does not know, as the JSON text it came as (Tracee's network events, for one).
struct Json {
  std::string_view text;
  bool operator==(const Json&) const = default;
};

using Value = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, Address, std::string_view,
                           StringList, Bytes, SocketAddress, Credentials, Timespec, IntPair, IntList, Json>;
static_assert(sizeof(Value) == 24);

inline bool is_absent(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace trace
