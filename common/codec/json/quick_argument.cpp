// SPDX-License-Identifier: Apache-2.0
// The values of arguments, in the forms that are usual.
#include <charconv>
#include <cstring>
#include <utility>

#include "common/codec/json/layout.h"
#include "common/codec/json/quick.h"
#include "common/codec/json/values.h"
#include "common/event/socket_address.h"

namespace trace::json {
namespace {

TRACE_INLINE bool read_strings(Cursor& line, Value& value) {
  std::string& arena = line.arena();
  const std::size_t mark = arena.size();
  const bool sound = read_list(line, [&]() TRACE_INLINED {
    std::string_view text;
    const std::size_t before = arena.size();
    if (!line.quoted(text) || text.find('\0') != std::string_view::npos) return false;
    if (arena.size() == before) arena.append(text);  // else it had escapes, and was put together there
    arena.push_back('\0');
    return true;
  });
  value = StringList(since(arena, mark));
  return sound;
}

bool read_socket_address(Cursor& line, Value& value) {
  SocketTexts texts;
  if (!read_object(line, [&](std::string_view name) {
        std::string_view* const member = texts.find(name);
        return member == nullptr ? line.any_value() : line.quoted(*member);
      })) {
    return false;
  }
  const std::size_t mark = line.arena().size();
  if (!append_socket_address(texts, line.arena())) return false;
  value = SocketAddress{since(line.arena(), mark)};
  return true;
}

bool read_credentials(Cursor& line, Value& value) {
  wire_cred cred{};
  auto* const bytes = reinterpret_cast<char*>(&cred);
  std::size_t expected = 0;
  if (!read_object(line, [&](std::string_view name) {
        for (std::size_t tried = 0; tried < kCredMembers.size(); ++tried, ++expected) {
          const CredMember& member = kCredMembers[expected % kCredMembers.size()];
          if (member.key != name) continue;
          ++expected;
          std::uint64_t wide = 0;
          std::uint32_t narrow = 0;
          if (!(member.wide ? line.number_as(wide) : line.number_as(narrow))) return false;
          std::memcpy(bytes + member.offset, member.wide ? static_cast<void*>(&wide) : &narrow, member.wide ? 8 : 4);
          return true;
        }
        return line.any_value();
      })) {
    return false;
  }
  const std::size_t mark = line.arena().size();
  append_bytes(cred, line.arena());
  value = Credentials{since(line.arena(), mark)};
  return true;
}

bool read_timespec(Cursor& line, Value& value) {
  const char* const start = line.at();
  double seconds = 0;
  if (!line.go_to(end_of_number(start, start + line.rest().size()))) return false;
  if (std::from_chars(start, line.at(), seconds).ec != std::errc()) return false;
  const auto time = timespec_of(seconds);
  if (time) value = *time;
  return time.has_value();
}

bool read_int_pair(Cursor& line, Value& value) {
  IntPair pair;
  value = pair;
  if (!line.mark('[') || !line.number_as(pair.first) || !line.mark(',') || !line.number_as(pair.second)) return false;
  value = pair;
  return line.mark(']');
}

bool read_int_list(Cursor& line, Value& value) {
  const std::size_t mark = line.arena().size();
  const bool sound = read_list(line, [&]() TRACE_INLINED {
    std::uint64_t number = 0;
    if (!line.number_as(number)) return false;
    append_bytes(number, line.arena());
    return true;
  });
  value = IntList{since(line.arena(), mark)};
  return sound;
}

bool read_base64(Cursor& line, Value& value) {
  std::string_view text;
  if (!line.quoted(text)) return false;
  const std::size_t mark = line.arena().size();
  if (!append_from_base64(text, line.arena())) return false;
  value = Bytes{since(line.arena(), mark)};
  return true;
}

template <class T, class Wide>
TRACE_INLINE bool read_integer(Cursor& line, Value& value) {
  T number{};
  if (!line.number_as(number)) return false;
  value = static_cast<Wide>(number);
  return true;
}

TRACE_INLINE bool read_number(Cursor& line, wire_type type, Value& value) {
  switch (type) {
    case WIRE_I32:
      return read_integer<std::int32_t, std::int64_t>(line, value);
    case WIRE_I64:
      return read_integer<std::int64_t, std::int64_t>(line, value);
    case WIRE_U32:
      return read_integer<std::uint32_t, std::uint64_t>(line, value);
    case WIRE_U64:
      return read_integer<std::uint64_t, std::uint64_t>(line, value);
    case WIRE_U16:
      return read_integer<std::uint16_t, std::uint64_t>(line, value);
    case WIRE_U8:
      return read_integer<std::uint8_t, std::uint64_t>(line, value);
    case WIRE_PTR: {
      Address address;
      if (!line.number(address.value)) return false;
      value = address;
      return true;
    }
    default: {
      bool claim = false;
      if (!line.boolean(claim)) return false;
      value = claim;
      return true;
    }
  }
}

TRACE_INLINE bool read_text(Cursor& line, Value& value) {
  std::string_view text;
  if (!line.quoted(text)) return false;
  value = text;
  return true;
}

// A number that is shown as a text, since it has a meaning or is a pointer.
TRACE_INLINE bool read_number_text(Cursor& line, const FieldSpec& field, Value& value) {
  std::string_view text;
  if (!line.text(text)) return false;
  const auto raw = number_of_text(field.meaning, text);
  const auto number = raw ? number_value(field.type, *raw) : std::nullopt;
  if (number) value = *number;
  return number.has_value();
}

// A mere pointer to what should be there: it was not followed, and the value is absent. What is written as a text itself
// is no pointer.
bool read_pointer(Cursor& line, wire_type type, Value& value) {
  value = std::monostate();
  std::uint64_t number = 0;
  std::string_view text;
  if (line.number_as(number)) return true;
  return type != WIRE_STR && type != WIRE_BYTES && line.quoted(text) && parse_hex(text).has_value();
}

TRACE_INLINE bool read_value(Cursor& line, const FieldSpec& field, Value& value) {
  if (line.looking_at('n')) {
    value = std::monostate();
    return line.expect("null");
  }
  if (is_number(field.type)) {
    return line.expect("\"") ? read_number_text(line, field, value) : read_number(line, field.type, value);
  }
  if (field.type == WIRE_STR && line.looking_at('"')) return read_text(line, value);
  if (field.type == WIRE_TIMESPEC && !line.looking_at('"')) {
    return line.apart([&](Cursor& copy) { return read_timespec(copy, value); });
  }
  if (field.type == WIRE_BYTES && line.looking_at('"')) {
    return line.apart([&](Cursor& copy) { return read_base64(copy, value); });
  }
  if (!line.looking_at('[') && !line.looking_at('{')) {
    return line.apart([&](Cursor& copy) { return read_pointer(copy, field.type, value); });
  }
  switch (field.type) {
    case WIRE_STRV:
      return read_strings(line, value);
    case WIRE_SOCKADDR:
      return line.apart([&](Cursor& copy) { return read_socket_address(copy, value); });
    case WIRE_CRED:
      return line.apart([&](Cursor& copy) { return read_credentials(copy, value); });
    case WIRE_I32X2:
      return line.apart([&](Cursor& copy) { return read_int_pair(copy, value); });
    case WIRE_U64V:
      return line.apart([&](Cursor& copy) { return read_int_list(copy, value); });
    default:
      return false;
  }
}

// Reads arguments one behind the other; at once those that are laid out as what stood at their place in an earlier line.
class Arguments {
 public:
  Arguments(ArgumentShape& shape, Event& event) : shape_(shape), event_(event), fields_(event.spec->fields) {}

  TRACE_INLINE bool read_next(Cursor& line) {
    const std::size_t place = place_++;
    for (const ArgumentHead& head : shape_.at(place)) {
      Cursor ahead = line;
      if (head.text.empty() || !ahead.expect_text(head.text)) continue;
      if (head.tail.empty()) {
        line = ahead;
        if (!read_value_of(head.ordinal, line)) return false;
        return line.mark('}') || line.apart(read_rest);
      }
      if (!ahead.apart([&](Cursor& copy) { return read_early(head, copy); })) continue;
      line = ahead;
      return true;
    }
    return line.apart([=, this](Cursor& copy) { return read_members(place, copy); });
  }

 private:
  bool read_members(std::size_t place, Cursor& line) {
    const char* const start = line.at();
    std::size_t ordinal = fields_.size();
    bool named = false;
    bool has_value = false;
    std::string_view early;  // a value that came before the name, and the blanks behind
    const auto read = [&](std::string_view key) {
      if (key == "name") return !std::exchange(named, true) && read_name(line, ordinal);
      if (key != "value") return line.any_value();
      if (std::exchange(has_value, true)) return false;
      if (named) {
        shape_.learn(place, {std::string(between(start, line.at())), "", ordinal});
        return read_value_of(ordinal, line);
      }
      const char* const value = line.at();
      if (!line.any_value()) return false;
      line.step_over_blanks();
      early = between(value, line.at());
      return true;
    };
    if (!read_object(line, read)) return false;
    if (early.empty()) return true;
    Cursor again = line;
    if (!again.go_to(early.data()) || !read_value_of(ordinal, again)) return false;
    again.step_over_blanks();
    if (again.at() != early.data() + early.size()) return false;
    shape_.learn(place,
                 {std::string(between(start, early.data())), std::string(between(again.at(), line.at())), ordinal});
    return true;
  }

  // A value that comes before its name, which is known once what follows is what followed before.
  bool read_early(const ArgumentHead& head, Cursor& line) {
    const std::size_t mark = line.arena().size();
    const bool is_known = head.ordinal < fields_.size();
    Value value;
    if (is_known ? read_value(line, fields_[head.ordinal], value) : line.any_value()) {
      line.step_over_blanks();
      if (line.expect_text(head.tail)) {
        if (is_known) event_.args[head.ordinal].value = value;
        return true;
      }
    }
    line.arena().resize(mark);
    return false;
  }

  static std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
  }

  // What follows the value of an argument that has its name.
  static bool read_rest(Cursor& line) {
    while (line.mark(',')) {
      std::string_view key;
      if (!line.expect("\"") || !line.raw_text(key) || !line.mark(':')) return false;
      if (key == "name" || key == "value" || !line.any_value()) return false;
    }
    return line.mark('}');
  }

  bool read_name(Cursor& line, std::size_t& ordinal) const {
    std::string_view name;
    if (!line.expect("\"") || !line.raw_text(name)) return false;
    ordinal = event_.spec->field(name).value_or(fields_.size());
    return true;
  }

  TRACE_INLINE bool read_value_of(std::size_t ordinal, Cursor& line) {
    if (ordinal >= fields_.size()) return line.any_value();
    return read_value(line, fields_[ordinal], event_.args[ordinal].value);
  }

  ArgumentShape& shape_;
  Event& event_;
  std::span<const FieldSpec> fields_;
  std::size_t place_ = 0;
};

}  // namespace

bool read_arguments(Cursor& at, ArgumentShape& shape, Event& event) {
  if (at.expect("null")) return true;
  Cursor line = at;
  Arguments arguments(shape, event);
  const bool sound = read_list(line, [&]() TRACE_INLINED { return arguments.read_next(line); });
  at = line;
  return sound;
}

}  // namespace trace::json
