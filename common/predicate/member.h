// SPDX-License-Identifier: Apache-2.0
// Members of struct values: a socket address, credentials. members.def lists them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/predicate/field.h"

namespace trace {

// Returns nothing if a value of type `of` has no such member.
std::optional<Member> find_member(wire_type of, std::string_view name);
std::vector<std::string_view> member_names(wire_type of);
std::string_view member_name(Member member);
FieldType member_type(Member member);

// The member's value, absent if the struct does not have it (sin_port of a local address). An
// address as text is written to `text`, which the value then points to.
Value member_of(const Value& value, Member member, std::string& text);

}  // namespace trace
