// SPDX-License-Identifier: Apache-2.0
#include "common/event/field_bytes.h"

#include "common/event/record.h"

namespace trace {
namespace {

// REQUIRES: bytes.size() >= type.least.
std::uint64_t low_bits(const TypeSpec& type, std::string_view bytes) {
  std::uint64_t bits = 0;
  if (bytes.size() >= sizeof(bits)) {
    std::memcpy(&bits, bytes.data(), sizeof(bits));  // numbers come from whole registers as a rule
  } else {
    std::memcpy(&bits, bytes.data(), type.least);
  }
  return bits;
}

constexpr unsigned unused_bits(const TypeSpec& type) {
  return 64U - 8U * type.least;
}

bool list_is_sound(const TypeSpec& type, std::string_view bytes) {
  const TypeSpec& element = type_spec(type.element);
  if (element.shape == Shape::text) return bytes.empty() || bytes.back() == '\0';
  if (type.count != 0) return bytes.size() >= std::size_t{type.count} * element.least;
  return bytes.size() % element.least == 0;
}

Value list_of(const TypeSpec& type, std::string_view bytes) {
  if (shape_of(type.element) == Shape::text) return StringList(bytes);
  if (type.count != 0) bytes = bytes.substr(0, std::size_t{type.count} * type_spec(type.element).least);
  return NumberList(type.element, bytes);
}

bool number_fits(const Value& value, NumberKind kind) {
  switch (kind) {
    case NumberKind::is_signed:
      return std::holds_alternative<std::int64_t>(value);
    case NumberKind::is_unsigned:
      return std::holds_alternative<std::uint64_t>(value);
    case NumberKind::truth:
      return std::holds_alternative<bool>(value);
    case NumberKind::address:
      return std::holds_alternative<Address>(value);
  }
  return false;
}

bool list_fits(const Value& value, const TypeSpec& type) {
  if (shape_of(type.element) == Shape::text) return std::holds_alternative<StringList>(value);
  const auto* const list = std::get_if<NumberList>(&value);
  return list != nullptr && list->element() == type.element && list_is_sound(type, list->raw());
}

}  // namespace

bool is_sound(wire_type type, std::string_view bytes) {
  const TypeSpec& spec = type_spec(type);
  if (bytes.size() < spec.least || (spec.most != 0 && bytes.size() > spec.most && spec.layout != RecordLayout::fixed)) {
    return false;
  }
  switch (spec.shape) {
    case Shape::number:
    case Shape::text:
    case Shape::bytes:
      return true;
    case Shape::list:
      return list_is_sound(spec, bytes);
    case Shape::record:
      return record_is_sound(type, bytes);
  }
  return false;
}

Value value_of(wire_type type, std::string_view bytes) {
  const TypeSpec& spec = type_spec(type);
  switch (spec.shape) {
    case Shape::number:
      return number_of_bits(spec, low_bits(spec, bytes));
    case Shape::text:
      return bytes;
    case Shape::list:
      return list_of(spec, bytes);
    case Shape::bytes:
      return Bytes{bytes};
    case Shape::record:
      return Record(type, spec.layout == RecordLayout::fixed ? bytes.substr(0, spec.least) : bytes);
  }
  return {};
}

void append_value(wire_type type, const Value& value, std::string& out) {
  std::visit(Overloaded{
                 [](std::monostate) {},
                 [&](std::string_view text) { out.append(text); },
                 [&](StringList list) { out.append(list.bytes()); },
                 [&](Bytes bytes) { out.append(bytes.data); },
                 [&](NumberList list) { out.append(list.raw()); },
                 [&](Record record) { out.append(record.raw()); },
                 [&](const auto& /*number*/) {
                   const std::uint64_t bits = *bits_of(value);
                   out.append(bytes_of(bits).substr(0, type_spec(type).least));
                 },
             },
             value);
}

std::string zeros_of(wire_type type) {
  const TypeSpec& spec = type_spec(type);
  const std::size_t size =
      spec.shape == Shape::list ? std::size_t{spec.count} * type_spec(spec.element).least : std::size_t{spec.least};
  return std::string(size, '\0');
}

bool fits(const Value& value, wire_type type) {
  if (is_absent(value)) return true;
  const TypeSpec& spec = type_spec(type);
  switch (spec.shape) {
    case Shape::number:
      return number_fits(value, spec.kind);
    case Shape::text:
      return std::holds_alternative<std::string_view>(value);
    case Shape::list:
      return list_fits(value, spec);
    case Shape::bytes:
      return std::holds_alternative<Bytes>(value);
    case Shape::record:
      break;
  }
  const auto* const record = std::get_if<Record>(&value);
  return record != nullptr && record->type() == type && is_sound(type, record->raw());
}

Value number_of_bits(const TypeSpec& type, std::uint64_t bits) {
  const unsigned unused = unused_bits(type);
  switch (type.kind) {
    case NumberKind::is_signed:
      return static_cast<std::int64_t>(bits << unused) >> unused;
    case NumberKind::is_unsigned:
      return bits << unused >> unused;
    case NumberKind::truth:
      return bits << unused != 0;
    case NumberKind::address:
      return Address{bits << unused >> unused};
  }
  return {};
}

std::optional<Value> number_value(wire_type type, std::uint64_t bits) {
  const TypeSpec& spec = type_spec(type);
  if (spec.kind == NumberKind::truth) return Value(bits != 0);
  const unsigned unused = unused_bits(spec);
  const auto as_signed = static_cast<std::uint64_t>(static_cast<std::int64_t>(bits << unused) >> unused);
  if (bits != bits << unused >> unused && bits != as_signed) return std::nullopt;
  return number_of_bits(spec, bits);
}

std::optional<std::uint64_t> bits_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<std::uint64_t>(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return *number;
  if (const auto* address = std::get_if<Address>(&value)) return address->value;
  if (const auto* is = std::get_if<bool>(&value)) return *is ? 1 : 0;
  return std::nullopt;
}

Value element_of(const NumberList& list, std::size_t index) {
  const TypeSpec& type = type_spec(list.element());
  return value_of(type.type(), list.raw().substr(index * type.least, type.least));
}

}  // namespace trace
