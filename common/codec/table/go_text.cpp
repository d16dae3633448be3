// SPDX-License-Identifier: Apache-2.0
#include "common/codec/table/go_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "common/base/printable.h"
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

}  // namespace

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
