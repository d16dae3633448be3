// SPDX-License-Identifier: Apache-2.0
// Values as the text formats show them; above all, what stands for an argument that was not sent.
#pragma once

#include "common/catalog/catalog.h"
#include "common/event/value.h"

namespace trace {

// A pointer to something that could not be read is a null pointer; what is no pointer is 0, "", or
// empty.
inline Value zero_of(const FieldSpec& field) {
  static constexpr char kNoCredentials[sizeof(wire_cred)] = {};
  switch (field.type) {
    case WIRE_I32:
    case WIRE_I64:
      return std::int64_t{0};
    case WIRE_U32:
    case WIRE_U64:
    case WIRE_U16:
    case WIRE_U8:
      return std::uint64_t{0};
    case WIRE_BOOL:
      return false;
    case WIRE_STR:
      return std::string_view();
    case WIRE_STRV:
      // "const char**" is an area of memory that was copied whole, the other a vector of pointers.
      return field.ctype == "const char**" ? Value(StringList()) : Value(Address{});
    case WIRE_BYTES:
      return Bytes{};
    case WIRE_I32X2:
      return IntPair{};
    case WIRE_CRED:
      return Credentials{std::string_view(kNoCredentials, sizeof kNoCredentials)};
    case WIRE_U64V:
      return IntList{};
    case WIRE_PTR:
    case WIRE_SOCKADDR:
    case WIRE_TIMESPEC:
      return Address{};
  }
  return Address{};
}

inline Value shown_value(const Value& value, const FieldSpec& field) {
  return is_absent(value) ? zero_of(field) : value;
}

// The number that a meaning is looked up by, extended to 64 bits with its sign. REQUIRES: the value
// is a number.
inline std::uint64_t raw_number(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return static_cast<std::uint64_t>(*number);
  }
  const auto* number = std::get_if<std::uint64_t>(&value);
  return number == nullptr ? 0 : *number;
}

inline double seconds_of(const Timespec& time) {
  return static_cast<double>(time.seconds) + static_cast<double>(time.nanoseconds) / 1e9;
}

// The members of a wire_cred, in order, as visit(json_name, number).
template <class F>
void for_each_credential(const wire_cred& cred, F&& visit) {
  visit("Uid", std::uint64_t{cred.uid});
  visit("Gid", std::uint64_t{cred.gid});
  visit("Suid", std::uint64_t{cred.suid});
  visit("Sgid", std::uint64_t{cred.sgid});
  visit("Euid", std::uint64_t{cred.euid});
  visit("Egid", std::uint64_t{cred.egid});
  visit("Fsuid", std::uint64_t{cred.fsuid});
  visit("Fsgid", std::uint64_t{cred.fsgid});
  visit("UserNamespace", std::uint64_t{cred.user_namespace});
  visit("SecureBits", std::uint64_t{cred.securebits});
  visit("CapInheritable", cred.cap_inheritable);
  visit("CapPermitted", cred.cap_permitted);
  visit("CapEffective", cred.cap_effective);
  visit("CapBounding", cred.cap_bounding);
  visit("CapAmbient", cred.cap_ambient);
}

}  // namespace trace
