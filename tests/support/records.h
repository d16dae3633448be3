// SPDX-License-Identifier: Apache-2.0
// Records made by hand.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "common/event/field_bytes.h"
#include "common/event/record.h"

namespace trace {

using MemberTexts = std::vector<std::pair<std::string_view, std::string_view>>;

// Its bytes live as long as the program.
inline Record record_of(wire_type type, const MemberTexts& members) {
  static std::deque<std::string> all;
  auto bytes = record_bytes(type, members);
  REQUIRE(bytes);
  return Record(type, all.emplace_back(*std::move(bytes)));
}

inline Record socket_address(const MemberTexts& members) {
  return record_of(WIRE_SOCKADDR, members);
}

inline Record timespec(std::int64_t seconds, std::int64_t nanoseconds) {
  const std::string whole = std::to_string(seconds);
  const std::string rest = std::to_string(nanoseconds);
  return record_of(WIRE_TIMESPEC, {{"seconds", whole}, {"nanoseconds", rest}});
}

// A member as JSON has it, numbers as text; "absent" if the record does not have it.
inline std::string member_text(const Record& record, std::string_view name) {
  const auto ordinal = member_named(record.type(), name);
  REQUIRE(ordinal);
  std::string scratch;
  const Value value = member_of(record, *ordinal, scratch);
  if (is_absent(value)) return "absent";
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  std::string out;
  append_member_text(members_of(record.type())[*ordinal], value, out);
  return out;
}

}  // namespace trace
