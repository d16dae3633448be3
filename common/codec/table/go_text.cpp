// SPDX-License-Identifier: Apache-2.0
#include "common/codec/table/go_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "common/catalog/meaning_text.h"
#include "common/codec/json/text.h"
#include "common/event/socket_address.h"

namespace trace {
namespace {

void append_credentials(std::string& out, std::string_view raw) {
  const auto cred = load<wire_cred>(raw, 0);
  out += '{';
  for (const wire_u32 id : {cred.uid, cred.gid, cred.suid, cred.sgid, cred.euid, cred.egid, cred.fsuid, cred.fsgid}) {
    append_json_integer(out, static_cast<std::int32_t>(id));
    out += ' ';
  }
  append_json_integer(out, cred.user_namespace);
  out += ' ';
  append_json_integer(out, cred.securebits);
  for (const wire_u64 set :
       {cred.cap_inheritable, cred.cap_permitted, cred.cap_effective, cred.cap_bounding, cred.cap_ambient}) {
    out += ' ';
    append_json_integer(out, set);
  }
  out += '}';
}

// As Go's %v: the shortest digits, with an exponent if that is below -4 or above 20.
void append_go_double(std::string& out, double value) {
  const double size = std::abs(value);
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e21);
  char digits[32];
  const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(digits, digits + sizeof(digits), value, format).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

struct AppendText {
  std::string& out;
  bool hex;

  void operator()(std::monostate) const { out += "<nil>"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { append_json_integer(out, value); }
  void operator()(std::uint64_t value) const { append_json_integer(out, value); }
  void operator()(double value) const { append_go_double(out, value); }
  void operator()(Address value) const {
    if (!hex) return append_json_integer(out, value.value);
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof(digits), value.value, 16).ptr;
    out += "0x";
    out.append(digits, static_cast<std::size_t>(end - digits));
  }
  void operator()(std::string_view value) const { append_printable(out, value); }
  void operator()(StringList value) const {
    char separator = '[';
    for (const std::string_view text : value) {
      out += separator;
      separator = ' ';
      append_printable(out, text);
    }
    if (separator == '[') out += separator;
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
  void operator()(SocketAddress value) const {
    SocketMembers members = socket_members(value);
    std::sort(members.begin(), members.end());
    out += "map[";
    bool first = true;
    for (const auto& [key, text] : members) {
      if (!first) out += ' ';
      first = false;
      out += key;
      out += ':';
      append_printable(out, text);
    }
    out += ']';
  }
  void operator()(Credentials value) const { append_credentials(out, value.raw); }
  void operator()(Timespec value) const {
    append_go_double(out, static_cast<double>(value.seconds) + static_cast<double>(value.nanoseconds) / 1e9);
  }
  void operator()(IntPair value) const { append_integers(out, std::array{value.first, value.second}, ' '); }
  void operator()(IntList value) const { append_integers(out, value, ' '); }
  void operator()(Json value) const { append_printable(out, value.text); }
};

std::string_view zero_text(const FieldSpec& field, bool hex) {
  switch (field.type) {
    case WIRE_STR:
      return "";
    case WIRE_BOOL:
      return "false";
    case WIRE_STRV:  // a vector that was not followed is the pointer that it is
      if (field.ctype != "const char**") return hex ? "0x0" : "0";
      return "[]";
    case WIRE_BYTES:
    case WIRE_U64V:
      return "[]";
    case WIRE_I32X2:
      return "[0 0]";
    case WIRE_CRED:
      return "{0 0 0 0 0 0 0 0 0 0 0 0 0 0 0}";
    case WIRE_PTR:
    case WIRE_SOCKADDR:
    case WIRE_TIMESPEC:
      return hex ? "0x0" : "0";
    default:
      return "0";
  }
}

// C0, DEL and C1: U+009B begins a command as ESC [ does, and terminals obey it in UTF-8 too (ECMA-48, 5.3).
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  return first < 0x20 || first == 0x7f || (first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0);
}

void append_escape(std::string& out, unsigned char byte) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\x";
  out += kHex[byte >> 4];
  out += kHex[byte & 0xf];
}

}  // namespace

void append_printable(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_size(text);
    const std::string_view character = text.substr(0, size == 0 ? 1 : size);
    if (size == 0 || is_control(character)) {
      for (const char c : character) append_escape(out, static_cast<unsigned char>(c));
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
}

void append_go_text(std::string& out, const FieldSpec& field, const Value& value, bool symbols) {
  if (is_absent(value)) {
    out += zero_text(field, symbols);
    return;
  }
  if (symbols && field.meaning != Meaning::none) {
    if (const auto* number = std::get_if<std::uint64_t>(&value)) {
      out += meaning_text(field.meaning, *number);
      return;
    }
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      out += meaning_text(field.meaning, static_cast<std::uint64_t>(*number));
      return;
    }
  }
  std::visit(AppendText{out, symbols}, value);
}

}  // namespace trace
