// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/value.h"

#include "common/catalog/meaning_text.h"
#include "common/codec/json/text.h"
#include "common/event/field_bytes.h"
#include "common/event/record.h"

namespace trace {
namespace {

struct AppendValue {
  std::string& out;
  bool parse_arguments;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { append_json_integer(out, value); }
  void operator()(std::uint64_t value) const { append_json_integer(out, value); }
  void operator()(Address value) const {
    if (!parse_arguments) return append_json_integer(out, value.value);
    out += "\"0x";
    append_hex_integer(out, value.value);
    out += '"';
  }
  void operator()(std::string_view value) const { append_json_string(out, value); }
  void operator()(StringList value) const {
    char separator = '[';
    for (const std::string_view text : value) {
      out += separator;
      separator = ',';
      append_json_string(out, text);
    }
    if (separator == '[') out += separator;
    out += ']';
  }
  void operator()(NumberList value) const {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ',';
      std::visit(*this, element_of(value, i));
    }
    out += ']';
  }
  void operator()(Bytes value) const { append_json_base64(out, value.data); }
  void operator()(Record value) const {
    switch (type_spec(value.type()).look) {
      case RecordLook::map:
      case RecordLook::structure:
        return members(value);
      case RecordLook::seconds:
        return append_json_double(out, seconds_of(value));
    }
  }

  void members(const Record& record) const {
    char separator = '{';
    std::string scratch;
    std::size_t ordinal = 0;
    for (const MemberSpec& member : members_of(record.type())) {
      const std::size_t place = ordinal++;
      if (member.key.empty()) continue;
      const Value value = member_of(record, place, scratch);
      if (is_absent(value)) continue;
      out += separator;
      separator = ',';
      append_json_string(out, member.key);
      out += ':';
      append_member(member, value);
    }
    if (separator == '{') out += separator;
    out += '}';
  }

  void append_member(const MemberSpec& member, const Value& value) const {
    switch (member.spelling) {
      case Spelling::plain:
      case Spelling::asked:
        return append_json_value(out, member.field, value, parse_arguments);
      case Spelling::is_signed:
        return std::visit(*this, signed_value(member, value));
      case Spelling::quoted:
      case Spelling::symbol: {
        std::string text;
        append_member_text(member, value, text);
        return append_json_string(out, text);
      }
    }
  }
};

}  // namespace

void append_json_value(std::string& out, const FieldSpec& field, const Value& value, bool parse_arguments) {
  if (parse_arguments && is_symbol(field, value)) {
    append_json_string(out, meaning_text(field.meaning, *bits_of(value), element_type(field.type)));
  } else {
    std::visit(AppendValue{out, parse_arguments}, value);
  }
}

bool is_pointer_if_absent(const FieldSpec& field) {
  const TypeSpec& type = type_spec(field.type);
  switch (type.shape) {
    case Shape::number:
      return type.kind == NumberKind::address;
    case Shape::list:
    case Shape::record:
      return field.ctype.ends_with('*') && field.ctype != "const char**";  // the latter is always followed
    case Shape::text:
    case Shape::bytes:
      return false;
  }
  return false;
}

void append_json_zero(std::string& out, const FieldSpec& field, bool parse_arguments) {
  if (is_pointer_if_absent(field)) {
    out += parse_arguments ? "\"0x0\"" : "0";
    return;
  }
  const TypeSpec& type = type_spec(field.type);
  switch (type.shape) {
    case Shape::number:
      out += type.kind == NumberKind::truth ? "false" : "0";
      return;
    case Shape::text:
    case Shape::bytes:
      out += "\"\"";
      return;
    case Shape::list:
    case Shape::record: {
      const std::string zeros = zeros_of(field.type);
      return append_json_value(out, field, value_of(field.type, zeros), parse_arguments);
    }
  }
}

}  // namespace trace
