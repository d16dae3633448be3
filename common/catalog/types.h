// SPDX-License-Identifier: Apache-2.0
// The value types of fields: types.def as a table.
//
// Five shapes cover all types. Code that treats values asks for the shape, and for the columns below it, never for one
// type by name: so a new row of types.def needs no other place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/catalog/ids.h"

namespace trace {

enum class Shape : std::uint8_t { number, text, list, bytes, record };

enum class NumberKind : std::uint8_t { is_signed, is_unsigned, truth, address };

// Where the members of a record are in its bytes, and how it is shown; types.def says more.
enum class RecordLayout : std::uint8_t { fixed, fields, own };
enum class RecordLook : std::uint8_t { map, structure, seconds };

inline constexpr wire_type kNoType = static_cast<wire_type>(0);

struct TypeSpec {
  std::string_view name = {};
  std::uint8_t number = 0;  // on the wire
  Shape shape = Shape::bytes;
  NumberKind kind = NumberKind::is_unsigned;  // of a number
  std::uint16_t least = 0;                    // bytes that a value has at least; of a number: its width
  std::uint16_t most = 0;                     // bytes that it has at most, 0 if nothing limits them but the frame
  wire_type element = kNoType;                // of a list
  std::uint16_t count = 0;                    // of a list: how many elements it always has, 0 if any number
  RecordLayout layout = RecordLayout::fixed;  // of a record, as the next two
  RecordLook look = RecordLook::structure;
  std::uint8_t digits = 0;  // of the fraction, if it looks like seconds
  std::string_view doc = {};

  constexpr wire_type type() const { return static_cast<wire_type>(number); }
};

namespace types_detail {

consteval TypeSpec number(std::uint16_t bytes, NumberKind kind) {
  return {.shape = Shape::number, .kind = kind, .least = bytes};
}
consteval TypeSpec list(wire_type element, std::uint16_t count) {
  return {.shape = Shape::list, .element = element, .count = count};
}
struct Look {
  RecordLook look;
  std::uint8_t digits = 0;
};
inline constexpr Look map{RecordLook::map};
inline constexpr Look structure{RecordLook::structure};
consteval Look seconds(std::uint8_t digits) {
  return {RecordLook::seconds, digits};
}
consteval TypeSpec record(RecordLayout layout, std::uint16_t least, std::uint16_t most, Look look) {
  return {
      .shape = Shape::record, .least = least, .most = most, .layout = layout, .look = look.look, .digits = look.digits};
}
consteval TypeSpec named(std::string_view name, std::uint8_t number, std::string_view doc, TypeSpec spec) {
  spec.name = name;
  spec.number = number;
  spec.doc = doc;
  return spec;
}

}  // namespace types_detail

inline constexpr auto kTypes = std::to_array<TypeSpec>({
#define FORM_NUMBER(bytes, kind) types_detail::number(bytes, NumberKind::kind)
#define FORM_TEXT        \
  TypeSpec {             \
    .shape = Shape::text \
  }
#define FORM_LIST(element, count) types_detail::list(WIRE_##element, count)
#define FORM_BYTES        \
  TypeSpec {              \
    .shape = Shape::bytes \
  }
#define LAYOUT_FIXED RecordLayout::fixed
#define LAYOUT_FIELDS RecordLayout::fields
#define LAYOUT_OWN(name) RecordLayout::own
#define FORM_RECORD(layout, least, most, look) types_detail::record(LAYOUT_##layout, least, most, types_detail::look)
#define TYPE(name, number, form, doc) types_detail::named(#name, number, doc, FORM_##form),
#include "common/catalog/types.def"
#undef TYPE
#undef FORM_NUMBER
#undef FORM_TEXT
#undef FORM_LIST
#undef FORM_BYTES
#undef FORM_RECORD
#undef LAYOUT_FIXED
#undef LAYOUT_FIELDS
#undef LAYOUT_OWN
});

static_assert(
    [] {
      for (std::size_t i = 0; i < kTypes.size(); ++i) {
        if (kTypes.at(i).number != i + 1 || kTypes.at(i).number > 0x3f) return false;  // WIRE_FIELD_TYPE
      }
      return true;
    }(),
    "common/catalog/types.def: the numbers are 1, 2, 3 and so on, in order, and six bits hold them");

// REQUIRES: the type is one of types.def.
constexpr const TypeSpec& type_spec(wire_type type) {
  return kTypes[static_cast<std::size_t>(type) - 1];
}
// Returns nullptr for a number that is not in types.def.
constexpr const TypeSpec* find_type(unsigned number) {
  return number >= 1 && number <= kTypes.size() ? &kTypes[number - 1] : nullptr;
}

constexpr Shape shape_of(wire_type type) {
  return type_spec(type).shape;
}
// Whether a value of the type is one number: an integer, a truth value or an address.
constexpr bool is_number(wire_type type) {
  return shape_of(type) == Shape::number;
}
constexpr bool is_truth(wire_type type) {
  return is_number(type) && type_spec(type).kind == NumberKind::truth;
}
constexpr bool is_record(wire_type type) {
  return shape_of(type) == Shape::record;
}
constexpr bool is_list(wire_type type) {
  return shape_of(type) == Shape::list;
}
// What an element of a list has as its type; of anything else, its own type.
constexpr wire_type element_type(wire_type type) {
  return is_list(type) ? type_spec(type).element : type;
}

// "unknown" for a number that is not in types.def.
constexpr std::string_view type_name(wire_type type) {
  const TypeSpec* const spec = find_type(static_cast<unsigned>(type));
  return spec == nullptr ? std::string_view("unknown") : spec->name;
}

}  // namespace trace
