// SPDX-License-Identifier: Apache-2.0
#include "common/codec/table/go_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "common/base/printable.h"
#include "common/catalog/meaning_text.h"
#include "common/codec/json/text.h"
#include "common/codec/json/value.h"
#include "common/event/field_bytes.h"
#include "common/event/meaning_in.h"
#include "common/event/record.h"

namespace trace {
namespace {

// As Go's %v: the shortest digits, with an exponent if that is below -4 or above 20.
void append_go_double(std::string& out, double value) {
  const double size = std::abs(value);
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e21);
  char digits[32];
  const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(digits, digits + sizeof(digits), value, format).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

// As Go's %q, but for what is made printable.
void append_element(std::string& out, std::string_view text) {
  if (!text.empty() && text.find_first_of(" \"") == std::string_view::npos) return append_printable_value(out, text);
  out += '"';
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t quote = std::min(text.find('"', begin), text.size());
    const std::string_view part = text.substr(begin, quote - begin);
    const bool escapes = part.ends_with('\\');  // it would seem to escape the quote after it
    append_printable_value(out, part.substr(0, part.size() - (escapes ? 1 : 0)));
    if (escapes) out += "\\x5c";
    if (quote != text.size()) out += "\\\"";
    begin = quote + 1;
  }
  out += '"';
}

struct AppendText {
  std::string& out;
  bool symbols;

  void operator()(std::monostate) const { out += "<nil>"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { append_json_integer(out, value); }
  void operator()(std::uint64_t value) const { append_json_integer(out, value); }
  void operator()(Address value) const {
    if (!symbols) return append_json_integer(out, value.value);
    out += "0x";
    append_hex_integer(out, value.value);
  }
  void operator()(std::string_view value) const { append_printable_value(out, value); }
  void operator()(StringList value) const {
    char separator = '[';
    for (const std::string_view text : value) {
      out += separator;
      separator = ' ';
      append_element(out, text);
    }
    if (separator == '[') out += separator;
    out += ']';
  }
  void operator()(NumberList value) const {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i != 0) out += ' ';
      std::visit(*this, element_of(value, i));
    }
    out += ']';
  }
  void operator()(Bytes value) const {
    out += '[';
    for (std::size_t i = 0; i < value.data.size(); ++i) {
      if (i != 0) out += ' ';
      append_json_integer(out, static_cast<unsigned>(static_cast<unsigned char>(value.data[i])));
    }
    out += ']';
  }
  void operator()(Record value) const {
    switch (type_spec(value.type()).look) {
      case RecordLook::map:
        return members(value, "map[", "]", true);
      case RecordLook::structure:
        return members(value, "{", "}", false);
      case RecordLook::seconds:
        return append_go_double(out, seconds_of(value));
    }
  }

  // Those that JSON has, in its order, which Go sorts in a map.
  void members(const Record& record, std::string_view open, std::string_view close, bool keys) const {
    std::string scratch;
    std::size_t ordinal = 0;
    bool first = true;
    out += open;
    for (const MemberSpec& member : members_of(record.type())) {
      const std::size_t place = ordinal++;
      if (member.key.empty()) continue;
      const Value value = member_of(record, place, scratch);
      if (keys && is_absent(value)) continue;
      if (!std::exchange(first, false)) out += ' ';
      if (keys) out.append(member.key).append(":");
      append_member(member, value);
    }
    out += close;
  }

  void append_member(const MemberSpec& member, const Value& value) const {
    switch (member.spelling) {
      case Spelling::plain:
      case Spelling::asked:
        return append_go_text(out, member.field, value, symbols);
      case Spelling::is_signed:
        return std::visit(*this, signed_value(member, value));
      case Spelling::quoted:
      case Spelling::symbol: {
        std::string text;
        append_member_text(member, value, text);
        return append_printable_value(out, text);
      }
    }
  }
};

void append_zero(std::string& out, const FieldSpec& field, bool symbols) {
  if (is_pointer_if_absent(field)) {
    out += symbols ? "0x0" : "0";
    return;
  }
  switch (shape_of(field.type)) {
    case Shape::text:
      return;
    case Shape::number:
    case Shape::list:
    case Shape::bytes:
    case Shape::record: {
      const std::string zeros = zeros_of(field.type);
      return std::visit(AppendText{out, symbols}, value_of(field.type, zeros));
    }
  }
}

}  // namespace

bool is_in_table(const Event& event, std::size_t ordinal) {
  if (!is_absent(event.args.at(ordinal).value)) return true;
  const FieldSpec& field = event.spec->fields[ordinal];
  const bool is_number = shape_of(field.type) == Shape::number;  // comes from a register
  return (event.context.flags & WIRE_FLAG_UNREADABLE) != 0 && !is_number &&
         !is_left_out(field, event.args.at(ordinal).value);
}

void append_argument(std::string& out, const Event& event, std::size_t ordinal, bool symbols) {
  const Argument& argument = event.args.at(ordinal);
  FieldSpec field = event.spec->fields[ordinal];
  if (is_absent(argument.value)) {
    out += "(unreadable)";
    return;
  }
  field.meaning = meaning_in(event, ordinal);
  append_go_text(out, field, argument.value, symbols);
  if ((argument.marks & WIRE_FIELD_TRUNCATED) != 0) out += "...(cut)";
}

void append_go_text(std::string& out, const FieldSpec& field, const Value& value, bool symbols) {
  if (is_absent(value)) {
    append_zero(out, field, symbols);
  } else if (symbols && is_symbol(field, value)) {
    out += meaning_text(field.meaning, *bits_of(value), element_type(field.type));
  } else {
    std::visit(AppendText{out, symbols}, value);
  }
}

}  // namespace trace
