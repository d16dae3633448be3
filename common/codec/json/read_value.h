// SPDX-License-Identifier: Apache-2.0
// The values of arguments in JSON, in every form that Tracee or we write them. Both readers of lines are instances of
// this, so they cannot disagree: `In` is a Cursor (quick.cpp), a SimdValue (reading.h), or a TreeValue (v1beta1.cpp), and
// reads one value:
//
//   Kind kind()                     what it is, by its first byte; nothing is read
//   bool null()                     null
//   bool boolean(bool&)             true or false
//   bool bits(uint64&)              a whole number, as the low bits of 64
//   bool decimal(double&)           a number
//   bool quoted(string_view&)       a text, its escapes resolved
//   bool any_value()                steps over it
//   string& arena()                 where bytes go that do not lie in the line as they are
//   apart(f)                        calls f(in); what it reads is long or rare
//
// and lists and objects by in_list(in, f) and in_object(in, f), which call f(element) and f(key, member). All return
// false if what stands there is not that.
#pragma once

#include "common/codec/json/bytes.h"
#include "common/codec/json/values.h"
#include "common/event/field_bytes.h"
#include "common/event/record.h"

namespace trace::json {

template <class In>
TRACE_INLINE bool read_value(In& in, const FieldSpec& field, Value& out);

namespace read_value_detail {

// A mere pointer to what should be there: it was not followed, and the value stays absent.
template <class In>
bool read_pointer(In& in, Kind kind) {
  std::uint64_t bits = 0;
  std::string_view text;
  return kind == Kind::number ? in.bits(bits) : kind == Kind::text && in.quoted(text) && parse_hex(text).has_value();
}

template <class In>
TRACE_INLINE bool read_number(In& in, Kind kind, const FieldSpec& field, Value& out) {
  std::uint64_t bits = 0;
  if (kind == Kind::boolean) {
    bool claim = false;
    if (!in.boolean(claim)) return false;
    bits = claim ? 1 : 0;
  } else if (kind == Kind::number) {
    if (!in.bits(bits)) return false;
  } else {
    std::string_view text;
    if (kind != Kind::text || !in.quoted(text)) return false;
    const auto number = number_of_text(field.meaning, text);
    if (!number) return false;
    bits = *number;
  }
  const auto number = number_value(field.type, bits);
  if (number) out = *number;
  return number.has_value();
}

template <class In>
TRACE_INLINE bool read_strings(In& in, Value& out) {
  std::string& arena = in.arena();
  const std::size_t mark = arena.size();
  const bool sound = in_list(in, [&](In& element) TRACE_INLINED {
    std::string_view text;  // null is an empty one, as Go reads it
    const std::size_t before = arena.size();
    const bool is_null = element.kind() == Kind::null;
    if (!(is_null ? element.null() : element.quoted(text))) return false;
    if (text.find('\0') != std::string_view::npos) {
      replace_nuls(text, before, arena);
    } else if (arena.size() == before) {
      arena.append(text);  // else it had escapes, and was put together there
    }
    arena.push_back('\0');
    return true;
  });
  out = StringList(since(arena, mark));
  return sound;
}

template <class In>
bool read_numbers(In& in, const TypeSpec& type, Value& out) {
  const FieldSpec element_field{.name = {}, .ctype = {}, .type = type.element, .meaning = Meaning::none, .doc = {}};
  const std::size_t mark = in.arena().size();
  std::size_t count = 0;
  const bool sound = in_list(in, [&](In& element) {
    Value number;
    ++count;
    if (!read_number(element, element.kind(), element_field, number)) return false;
    append_value(type.element, number, in.arena());
    return true;
  });
  out = NumberList(type.element, since(in.arena(), mark));
  return sound && (type.count == 0 || count == type.count);
}

template <class In>
bool read_members(In& in, const TypeSpec& type, Value& out) {
  const auto members = members_of(type.type());
  RecordBuilder record(type.type());
  std::size_t expected = 0;  // members come in their order as a rule
  const auto read_member = [&](std::string_view key, In& value) {
    std::size_t tried = 0;
    while (tried < members.size() && members[expected].key != key) {
      expected = (expected + 1) % members.size();
      ++tried;
    }
    if (tried == members.size() || key.empty()) return value.any_value();
    Value read;
    if (!read_value(value, members[expected].field, read)) return false;
    record.set(expected, read);
    return true;
  };
  if (!in_object(in, read_member)) return false;
  const std::size_t mark = in.arena().size();
  if (!record.append_to(in.arena())) return false;
  out = Record(type.type(), since(in.arena(), mark));
  return true;
}

template <class In>
bool read_seconds(In& in, const TypeSpec& type, Value& out) {
  double seconds = 0;
  const std::size_t mark = in.arena().size();
  if (!in.decimal(seconds) || !append_seconds(type.type(), seconds, in.arena())) return false;
  out = Record(type.type(), since(in.arena(), mark));
  return true;
}

template <class In>
bool read_base64(In& in, Value& out) {
  std::string_view text;
  if (!in.quoted(text)) return false;
  const std::size_t mark = in.arena().size();
  if (!append_from_base64(text, in.arena())) return false;
  out = Bytes{since(in.arena(), mark)};
  return true;
}

}  // namespace read_value_detail

// Reads a value as the catalog declares the field, whatever width or form it was written in. null, or a pointer where
// something pointed to is declared, is absent.
template <class In>
TRACE_INLINE bool read_value(In& in, const FieldSpec& field, Value& out) {
  using namespace read_value_detail;  // NOLINT(google-build-using-namespace): its own
  const TypeSpec& type = type_spec(field.type);
  const Kind kind = in.kind();
  out = std::monostate();
  if (kind == Kind::null) return in.null();
  switch (type.shape) {
    case Shape::number:
      return read_number(in, kind, field, out);
    case Shape::text: {
      std::string_view text;
      if (kind != Kind::text) return in.apart([&](In& copy) { return read_pointer(copy, kind); });
      if (!in.quoted(text)) return false;
      out = text;
      return true;
    }
    case Shape::bytes:
      return in.apart([&](In& copy) { return kind == Kind::text ? read_base64(copy, out) : read_pointer(copy, kind); });
    case Shape::list:
      if (kind != Kind::list) return in.apart([&](In& copy) { return read_pointer(copy, kind); });
      if (shape_of(type.element) == Shape::text) return read_strings(in, out);
      return in.apart([&](In& copy) { return read_numbers(copy, type, out); });
    case Shape::record:
      return in.apart([&](In& copy) {
        if (kind == Kind::object) return read_members(copy, type, out);
        if (kind == Kind::number && type.look == RecordLook::seconds) return read_seconds(copy, type, out);
        return read_pointer(copy, kind);
      });
  }
  return false;
}

}  // namespace trace::json
