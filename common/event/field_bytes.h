// SPDX-License-Identifier: Apache-2.0
// The bytes of a field in a frame <-> its Value. The one place that knows how each shape lies in memory; members of
// records and elements of lists are fields too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/event/value.h"

namespace trace {

// Whether the bytes are a value of the type: enough of them, not too many, whole elements, strings closed by NUL.
bool is_sound(wire_type type, std::string_view bytes);

// Points into the bytes. REQUIRES: is_sound(type, bytes).
Value value_of(wire_type type, std::string_view bytes);

// Appends the bytes; nothing if the value is absent. REQUIRES: fits(value, type).
void append_value(wire_type type, const Value& value, std::string& out);

// The bytes of the type's zero: of a list, as many as it always has.
std::string zeros_of(wire_type type);

// Whether a field of the type can hold the value. An absent value fits every type.
bool fits(const Value& value, wire_type type);

// The number whose low bits these are, in the width and with the sign of the type. REQUIRES: is_number(type).
Value number_of_bits(const TypeSpec& type, std::uint64_t bits);
// The same, but nothing if the bits fit neither into the type nor into its counterpart of the other sign; of a negative
// number all 64 bits are given.
std::optional<Value> number_value(wire_type type, std::uint64_t bits);
// 64 bits, sign-extended if it is negative; nothing if the value is no number.
std::optional<std::uint64_t> bits_of(const Value& value);

// REQUIRES: index < list.size().
Value element_of(const NumberList& list, std::size_t index);

}  // namespace trace
