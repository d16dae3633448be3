// SPDX-License-Identifier: Apache-2.0
// The values of arguments, in every form that Tracee or we write them.
#include "common/codec/json/layout.h"
#include "common/codec/json/reading.h"
#include "common/codec/json/values.h"
#include "common/event/socket_address.h"

namespace trace::json {
namespace {

using ondemand::json_type;

bool read_number_or_text(ondemand::value& value, json_type type, const FieldSpec& field, Value& out) {
  std::uint64_t raw = 0;
  if (type == json_type::boolean) {
    bool claim = false;
    if (!read_bool(value, claim)) return false;
    raw = claim ? 1 : 0;
  } else if (type == json_type::number) {
    if (!read_raw(value, raw)) return false;
  } else {
    std::string_view text;
    if (!read_text(value, text)) return false;
    const auto number = number_of_text(field.meaning, text);
    if (!number) return false;
    raw = *number;
  }
  const auto number = number_value(field.type, raw);
  if (number) out = *number;
  return number.has_value();
}

bool read_strings(ondemand::value& value, std::string& arena, Value& out) {
  const std::size_t start = arena.size();
  const bool sound = for_each_element(value, [&](ondemand::value& element) {
    std::string_view text;
    if (!read_text(element, text) || text.find('\0') != std::string_view::npos) return false;
    arena.append(text).push_back('\0');
    return true;
  });
  out = StringList(since(arena, start));
  return sound;
}

// Members of a socket address are texts; who writes one by hand, or by jq, may leave the quotes of a port away.
bool read_digits_or_text(ondemand::value& value, std::string_view& text) {
  std::uint64_t number = 0;
  text = value.raw_json_token();
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  return read_plain_number(text, number) || value.get_string().get(text) == simdjson::SUCCESS;
}

bool read_socket_address(ondemand::value& value, std::string& arena, Value& out) {
  SocketTexts texts;
  ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return false;
  for (auto field : object) {
    std::string_view name;
    std::string_view text;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS) return false;
    std::string_view* const member = texts.find(name);
    if (member == nullptr) continue;
    ondemand::value value_of_member;
    if (field.value().get(value_of_member) != simdjson::SUCCESS || !read_digits_or_text(value_of_member, text))
      return false;
    *member = text;
  }
  const std::size_t start = arena.size();
  if (!append_socket_address(texts, arena)) return false;
  out = SocketAddress{since(arena, start)};
  return true;
}

bool read_credentials(ondemand::value& value, std::string& arena, Value& out) {
  wire_cred cred{};
  auto* const bytes = reinterpret_cast<char*>(&cred);
  const auto read = [&](const char* key, ondemand::value member) {
    for (const CredMember& row : kCredMembers) {
      if (!key_is(key, row.key)) continue;
      std::uint64_t wide = 0;
      std::uint32_t narrow = 0;
      if (!(row.wide ? read_raw(member, wide) : read_number(member, narrow))) return false;
      if (row.wide) {
        std::memcpy(bytes + row.offset, &wide, sizeof(wide));
      } else {
        std::memcpy(bytes + row.offset, &narrow, sizeof(narrow));
      }
    }
    return true;
  };
  if (!for_each_member(value, read)) return false;
  const std::size_t start = arena.size();
  append_bytes(cred, arena);
  out = Credentials{since(arena, start)};
  return true;
}

bool read_timespec(ondemand::value& value, Value& out) {
  double seconds = 0;
  if (value.get_double().get(seconds) != simdjson::SUCCESS) return false;
  const auto time = timespec_of(seconds);
  if (time) out = *time;
  return time.has_value();
}

bool read_int_pair(ondemand::value& value, Value& out) {
  std::array<std::int32_t, 2> numbers{};
  std::size_t count = 0;
  if (!for_each_element(value, [&](ondemand::value& element) {
        return count < numbers.size() && read_number(element, numbers[count++]);
      })) {
    return false;
  }
  out = IntPair{numbers[0], numbers[1]};
  return count == numbers.size();
}

bool read_int_list(ondemand::value& value, std::string& arena, Value& out) {
  const std::size_t start = arena.size();
  if (!for_each_element(value, [&](ondemand::value& element) {
        std::uint64_t number = 0;
        if (!read_raw(element, number)) return false;
        append_bytes(number, arena);
        return true;
      })) {
    return false;
  }
  out = IntList{since(arena, start)};
  return true;
}

bool read_base64(ondemand::value& value, std::string& arena, Value& out) {
  std::string_view text;
  const std::size_t start = arena.size();
  if (!read_text(value, text) || !append_from_base64(text, arena)) return false;
  out = Bytes{since(arena, start)};
  return true;
}

// A mere pointer to what should be there: it was not followed, and the value stays absent.
bool read_pointer(ondemand::value& value, json_type type) {
  std::uint64_t number = 0;
  std::string_view text;
  return type == json_type::number ? read_raw(value, number) : read_text(value, text) && parse_hex(text).has_value();
}

}  // namespace

bool read_argument(ondemand::value& value, const FieldSpec& field, std::string& arena, Value& out) {
  json_type type = json_type::null;
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  out = std::monostate();
  if (type == json_type::null) {
    bool is_null = false;
    return value.is_null().get(is_null) == simdjson::SUCCESS && is_null;
  }
  if (is_number(field.type)) return read_number_or_text(value, type, field, out);
  if (field.type == WIRE_STR && type == json_type::string) {
    std::string_view text;
    if (!read_text(value, text)) return false;
    out = text;
    return true;
  }
  if (field.type == WIRE_BYTES && type == json_type::string) return read_base64(value, arena, out);
  if (field.type == WIRE_TIMESPEC && type == json_type::number) return read_timespec(value, out);
  if (type == json_type::number || type == json_type::string) return read_pointer(value, type);
  switch (field.type) {
    case WIRE_STRV:
      return read_strings(value, arena, out);
    case WIRE_SOCKADDR:
      return read_socket_address(value, arena, out);
    case WIRE_CRED:
      return read_credentials(value, arena, out);
    case WIRE_I32X2:
      return read_int_pair(value, out);
    case WIRE_U64V:
      return read_int_list(value, arena, out);
    default:
      return false;
  }
}

}  // namespace trace::json
