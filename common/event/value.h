// SPDX-License-Identifier: Apache-2.0
// The value of one field of one event.
//
// A Value is small (24 bytes) and owns nothing: text and bytes point into the frame or the line that the event was
// read from. Numbers come as two widths only, signed and unsigned; how wide the field was declared is the
// catalog's business. An absent value (std::monostate) means that the field was not sent, which is not zero.
//
//   shape (common/catalog/types.h)   alternatives
//   number                           bool, int64, uint64, Address
//   text                             string_view
//   list                             StringList, NumberList
//   bytes                            Bytes
//   record                           Record; record.h reads its members
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "common/base/bytes.h"
#include "common/catalog/types.h"

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

// Bytes of a type: what a list of numbers and a record are made of. 16 bytes, so that a Value stays small.
class TypedBytes {
 public:
  TypedBytes() = default;
  // REQUIRES: raw has less than 4 GiB.
  TypedBytes(wire_type type, std::string_view raw)
      : data_(raw.data()), size_(static_cast<std::uint32_t>(raw.size())), type_(static_cast<std::uint8_t>(type)) {}

  std::string_view raw() const { return {data_, size_}; }
  bool operator==(const TypedBytes& other) const { return type_ == other.type_ && raw() == other.raw(); }

 protected:
  wire_type type_of_it() const { return static_cast<wire_type>(type_); }

 private:
  const char* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint8_t type_ = 0;
};

// Numbers in a row, each in the width of its type.
class NumberList : public TypedBytes {
 public:
  NumberList() = default;
  // REQUIRES: is_number(element); raw holds whole elements.
  NumberList(wire_type element, std::string_view raw) : TypedBytes(element, raw) {}
  wire_type element() const { return type_of_it(); }
  std::size_t size() const { return raw().size() / type_spec(element()).least; }
  bool operator==(const NumberList&) const = default;
};

struct Bytes {
  std::string_view data;
  bool operator==(const Bytes&) const = default;
};

// Named members in bytes that are laid out as the type says.
class Record : public TypedBytes {
 public:
  Record() = default;
  // REQUIRES: is_record(type).
  Record(wire_type type, std::string_view raw) : TypedBytes(type, raw) {}
  wire_type type() const { return type_of_it(); }
  bool operator==(const Record&) const = default;
};

using Value = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, Address, std::string_view, StringList,
                           NumberList, Bytes, Record>;
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
