// SPDX-License-Identifier: Apache-2.0
#include "common/event/record.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "common/catalog/meaning_text.h"
#include "common/event/field_bytes.h"
#include "common/event/socket_address.h"
#include "common/wire/frame.h"

namespace trace {
namespace {

// By type; nullptr for those that have no layout of their own.
constexpr auto kOwn = std::to_array<const OwnRecord*>({
#define LAYOUT_FIXED nullptr
#define LAYOUT_FIELDS nullptr
#define LAYOUT_OWN(name) &name##_record
#define FORM_NUMBER(...) nullptr
#define FORM_TEXT nullptr
#define FORM_LIST(...) nullptr
#define FORM_BYTES nullptr
#define FORM_RECORD(layout, ...) LAYOUT_##layout
#define TYPE(name, number, form, doc) FORM_##form,
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

const OwnRecord& own_record(wire_type type) {
  return *kOwn[static_cast<std::size_t>(type) - 1];
}

// Takes the next field off the front of `bytes`. Returns false if it is cut.
bool next_field(std::string_view& bytes, wire_field& head, std::string_view& value) {
  if (bytes.size() < sizeof(head)) return false;
  head = load<wire_field>(bytes);
  bytes.remove_prefix(sizeof(head));
  if (bytes.size() < head.size) return false;
  value = bytes.substr(0, head.size);
  bytes.remove_prefix(head.size);
  return true;
}

// Members that a younger program added at the end are stepped over.
bool fields_are_sound(wire_type type, std::string_view bytes) {
  const auto members = members_of(type);
  wire_field head;
  std::string_view value;
  while (!bytes.empty()) {
    if (!next_field(bytes, head, value)) return false;
    if (head.ordinal >= members.size()) continue;
    const wire_type expected = members[head.ordinal].field.type;
    if ((head.type & WIRE_FIELD_TYPE) != expected || !is_sound(expected, value)) return false;
  }
  return true;
}

Value field_member(const Record& record, std::size_t member) {
  std::string_view rest = record.raw();
  wire_field head;
  std::string_view value;
  while (next_field(rest, head, value)) {
    if (head.ordinal == member) return value_of(static_cast<wire_type>(head.type & WIRE_FIELD_TYPE), value);
  }
  return {};
}

void append_fixed(std::span<const MemberSpec> members, std::span<const Value> values, std::string& out) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    const TypeSpec& type = type_spec(members[i].field.type);
    append_value(type.type(), is_absent(values[i]) ? number_of_bits(type, 0) : values[i], out);
  }
}

bool append_fields(std::span<const MemberSpec> members, std::span<const Value> values, std::string& out) {
  const std::size_t begin = out.size();
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (is_absent(values[i])) continue;
    const wire_type type = members[i].field.type;
    const std::size_t at = out.size();
    append_bytes(wire_field{static_cast<wire_u8>(i), static_cast<wire_u8>(type), 0}, out);
    append_value(type, values[i], out);
    const std::size_t size = out.size() - at - sizeof(wire_field);
    if (size > UINT16_MAX) {
      out.resize(begin);
      return false;
    }
    put_bytes(static_cast<wire_u16>(size), out, at + offsetof(wire_field, size));
  }
  return true;
}

std::optional<std::uint64_t> number_of_member(Meaning meaning, std::string_view text) {
  if (!text.starts_with('-')) return parse_meaning(meaning, text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return static_cast<std::uint64_t>(number);
}

double parts_of_second(wire_type type) {
  constexpr std::array<double, 10> kPowersOfTen = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  return kPowersOfTen[type_spec(type).digits];
}

}  // namespace

bool record_is_sound(wire_type type, std::string_view bytes) {
  switch (type_spec(type).layout) {
    case RecordLayout::fixed:
    case RecordLayout::own:
      return true;
    case RecordLayout::fields:
      return fields_are_sound(type, bytes);
  }
  return false;
}

Value member_of(const Record& record, std::size_t member, std::string& text) {
  switch (type_spec(record.type()).layout) {
    case RecordLayout::fixed: {
      const MemberSpec& spec = members_of(record.type())[member];
      const std::string_view bytes = record.raw().substr(std::min<std::size_t>(spec.offset, record.raw().size()));
      const std::size_t width = type_spec(spec.field.type).least;
      return bytes.size() < width ? Value() : value_of(spec.field.type, bytes.substr(0, width));
    }
    case RecordLayout::fields:
      return field_member(record, member);
    case RecordLayout::own:
      return own_record(record.type()).member(record.raw(), member, text);
  }
  return {};
}

void append_member_text(const MemberSpec& member, const Value& number, std::string& out) {
  out += meaning_text(member.field.meaning, bits_of(number).value_or(0), member.field.type);
}

Value signed_value(const MemberSpec& member, const Value& number) {
  TypeSpec type = type_spec(member.field.type);
  type.kind = NumberKind::is_signed;
  return number_of_bits(type, bits_of(number).value_or(0));
}

double seconds_of(const Record& record) {
  std::string unused;
  const auto number = [&](std::size_t member) {
    return static_cast<double>(static_cast<std::int64_t>(bits_of(member_of(record, member, unused)).value_or(0)));
  };
  return number(0) + number(1) / parts_of_second(record.type());
}

bool append_seconds(wire_type type, double seconds, std::string& out) {
  constexpr double kSecondsMax = 9e18;  // well inside of 63 bits
  if (!(std::fabs(seconds) <= kSecondsMax)) return false;
  const double parts = parts_of_second(type);
  auto whole = static_cast<std::int64_t>(std::floor(seconds));
  std::int64_t fraction = std::llround((seconds - std::floor(seconds)) * parts);
  if (fraction == static_cast<std::int64_t>(parts)) {
    ++whole;
    fraction = 0;
  }
  RecordBuilder record(type);
  record.set(0, whole);
  record.set(1, fraction);
  return record.append_to(out);
}

bool RecordBuilder::append_to(std::string& out) const {
  const auto members = members_of(type_);
  const std::span<const Value> values = std::span(values_).first(members.size());
  switch (type_spec(type_).layout) {
    case RecordLayout::fixed:
      append_fixed(members, values, out);
      return true;
    case RecordLayout::fields:
      return append_fields(members, values, out);
    case RecordLayout::own:
      return own_record(type_).append(values, out);
  }
  return false;
}

std::optional<std::string> record_bytes(wire_type type,
                                        const std::vector<std::pair<std::string_view, std::string_view>>& members) {
  RecordBuilder builder(type);
  for (const auto& [name, text] : members) {
    auto member = member_named(type, name);
    if (!member) member = member_with_key(type, name);
    if (!member) continue;
    const FieldSpec& field = members_of(type)[*member].field;
    if (is_number(field.type)) {
      const auto bits = number_of_member(field.meaning, text);
      const auto number = bits ? number_value(field.type, *bits) : std::nullopt;
      if (!number) return std::nullopt;
      builder.set(*member, *number);
    } else if (shape_of(field.type) == Shape::text) {
      builder.set(*member, text);
    } else {
      return std::nullopt;
    }
  }
  std::string bytes;
  if (!builder.append_to(bytes)) return std::nullopt;
  return bytes;
}

}  // namespace trace
