// SPDX-License-Identifier: Apache-2.0
// The values of arguments, in every form that Tracee or we write them.
#include <charconv>
#include <cmath>
#include <optional>

#include "common/codec/json_reading.h"
#include "common/codec/meaning_text.h"
#include "common/codec/text.h"
#include "common/codec/wire_bytes.h"
#include "common/event/socket_address.h"

namespace trace::json {
namespace {

using ondemand::json_type;

std::optional<std::uint64_t> parse_hex(std::string_view text) {
  if (!text.starts_with("0x") && !text.starts_with("0X")) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), number, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// A number that parse-arguments made a text of: symbols, or with parse-arguments-fds
// "3=/etc/passwd".
std::optional<std::uint64_t> parse_number_text(const FieldSpec& field, std::string_view text) {
  if (field.meaning != Meaning::none) {
    if (const auto number = parse_meaning(field.meaning, text)) return number;
  }
  if (const auto number = parse_hex(text)) return number;
  if (text == "AT_FDCWD") return static_cast<std::uint64_t>(std::int64_t{-100});
  return parse_meaning(Meaning::none, text.substr(0, text.find('=')));
}

// Returns false if it is neither. `known` is false if the text leaves the number open: Tracee shows
// protections that have no name as "".
bool read_number_or_text(ondemand::value& value,
                         json_type type,
                         const FieldSpec& field,
                         std::uint64_t& raw,
                         bool& known) {
  known = true;
  if (type == json_type::number) return read_raw(value, raw);
  if (type == json_type::boolean) {
    bool claim = false;
    if (!read_bool(value, claim)) return false;
    raw = claim ? 1 : 0;
    return true;
  }
  std::string_view text;
  if (!read_text(value, text)) return false;
  const auto number = parse_number_text(field, text);
  raw = number.value_or(0);
  known = number.has_value();
  return known || (text.empty() && field.meaning == Meaning::mmap_prot);
}

// The low bits count, as on the wire.
Value number_of(wire_type type, std::uint64_t raw) {
  switch (type) {
    case WIRE_I32:
      return std::int64_t{static_cast<std::int32_t>(raw)};
    case WIRE_I64:
      return static_cast<std::int64_t>(raw);
    case WIRE_U32:
      return std::uint64_t{static_cast<std::uint32_t>(raw)};
    case WIRE_U16:
      return std::uint64_t{static_cast<std::uint16_t>(raw)};
    case WIRE_U8:
      return std::uint64_t{static_cast<std::uint8_t>(raw)};
    case WIRE_PTR:
      return Address{raw};
    case WIRE_BOOL:
      return raw != 0;
    default:
      return raw;
  }
}

std::string_view since(const std::string& arena, std::size_t start) {
  return std::string_view(arena).substr(start);
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

bool read_socket_address(ondemand::value& value, std::string& arena, Value& out) {
  SocketTexts texts;
  const bool sound = for_each_member(value, [&](const char* key, ondemand::value member) {
    std::string_view* const text = key_is(key, "sa_family")       ? &texts.family
                                   : key_is(key, "sun_path")      ? &texts.path
                                   : key_is(key, "sin_addr")      ? &texts.address
                                   : key_is(key, "sin_port")      ? &texts.port
                                   : key_is(key, "sin6_addr")     ? &texts.address
                                   : key_is(key, "sin6_port")     ? &texts.port
                                   : key_is(key, "sin6_flowinfo") ? &texts.flowinfo
                                   : key_is(key, "sin6_scopeid")  ? &texts.scope_id
                                                                  : nullptr;
    return text == nullptr || read_text(member, *text);
  });
  const std::size_t start = arena.size();
  if (!sound || !append_socket_address(texts, arena)) return false;
  out = SocketAddress{since(arena, start)};
  return true;
}

bool read_credential(const char* key, ondemand::value& value, wire_cred& cred) {
  if (key_is(key, "Uid")) return read_number(value, cred.uid);
  if (key_is(key, "Gid")) return read_number(value, cred.gid);
  if (key_is(key, "Suid")) return read_number(value, cred.suid);
  if (key_is(key, "Sgid")) return read_number(value, cred.sgid);
  if (key_is(key, "Euid")) return read_number(value, cred.euid);
  if (key_is(key, "Egid")) return read_number(value, cred.egid);
  if (key_is(key, "Fsuid")) return read_number(value, cred.fsuid);
  if (key_is(key, "Fsgid")) return read_number(value, cred.fsgid);
  if (key_is(key, "UserNamespace")) return read_number(value, cred.user_namespace);
  if (key_is(key, "SecureBits")) return read_number(value, cred.securebits);
  if (key_is(key, "CapInheritable")) return read_raw(value, cred.cap_inheritable);
  if (key_is(key, "CapPermitted")) return read_raw(value, cred.cap_permitted);
  if (key_is(key, "CapEffective")) return read_raw(value, cred.cap_effective);
  if (key_is(key, "CapBounding")) return read_raw(value, cred.cap_bounding);
  if (key_is(key, "CapAmbient")) return read_raw(value, cred.cap_ambient);
  return true;
}

bool read_credentials(ondemand::value& value, std::string& arena, Value& out) {
  wire_cred cred{};
  if (!for_each_member(value, [&](const char* key, ondemand::value member) {
        return read_credential(key, member, cred);
      })) {
    return false;
  }
  const std::size_t start = arena.size();
  append_bytes(cred, arena);
  out = Credentials{since(arena, start)};
  return true;
}

bool read_timespec(ondemand::value& value, Value& out) {
  constexpr double kNsPerSecond = 1e9;
  constexpr double kSecondsMax = 9e18;  // well inside of 63 bits
  double seconds = 0;
  if (value.get_double().get(seconds) != simdjson::SUCCESS || std::fabs(seconds) > kSecondsMax) {
    return false;
  }
  Timespec time{static_cast<std::int64_t>(std::floor(seconds)), 0};
  time.nanoseconds = std::llround((seconds - std::floor(seconds)) * kNsPerSecond);
  if (time.nanoseconds == static_cast<std::int64_t>(kNsPerSecond)) time = {time.seconds + 1, 0};
  out = time;
  return true;
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

// Whether the value is a mere pointer to what should be there. REQUIRES: the field is declared as
// something that is written as an array or an object.
bool read_pointer(ondemand::value& value, json_type type, bool& is_pointer) {
  is_pointer = type == json_type::number || type == json_type::string;
  if (type == json_type::number) {
    std::uint64_t ignored = 0;
    return read_raw(value, ignored);
  }
  std::string_view text;
  return type != json_type::string || (read_text(value, text) && parse_hex(text).has_value());
}

}  // namespace

bool read_argument(ondemand::value& value, const FieldSpec& field, std::string& arena, Value& out) {
  json_type type = json_type::null;
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  out = std::monostate();
  if (type == json_type::null) return value.is_null().error() == simdjson::SUCCESS;

  bool is_pointer = false;
  switch (field.type) {
    case WIRE_I32:
    case WIRE_U32:
    case WIRE_I64:
    case WIRE_U64:
    case WIRE_U16:
    case WIRE_U8:
    case WIRE_BOOL:
    case WIRE_PTR: {
      std::uint64_t raw = 0;
      bool known = false;
      if (!read_number_or_text(value, type, field, raw, known)) return false;
      if (known) out = number_of(field.type, raw);
      return true;
    }
    case WIRE_STR: {
      std::string_view text;
      if (!read_text(value, text)) return false;
      out = text;
      return true;
    }
    case WIRE_BYTES:
      return read_base64(value, arena, out);
    case WIRE_TIMESPEC:
      if (type == json_type::number) return read_timespec(value, out);
      return read_pointer(value, type, is_pointer) && is_pointer;
    case WIRE_STRV:
      if (!read_pointer(value, type, is_pointer)) return false;
      return is_pointer || read_strings(value, arena, out);
    case WIRE_SOCKADDR:
      if (!read_pointer(value, type, is_pointer)) return false;
      return is_pointer || read_socket_address(value, arena, out);
    case WIRE_CRED:
      return read_credentials(value, arena, out);
    case WIRE_I32X2:
      if (!read_pointer(value, type, is_pointer)) return false;
      return is_pointer || read_int_pair(value, out);
    case WIRE_U64V:
      return read_int_list(value, arena, out);
  }
  return false;
}

}  // namespace trace::json
