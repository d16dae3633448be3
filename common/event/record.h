// SPDX-License-Identifier: Apache-2.0
// Values with named members: how members are read from the bytes of a record, and how a record is made of them.
//
// A record's type says how its bytes are laid out (types.def), and members.def what its members are. Frames carry the
// bytes; JSON, tables, predicates and documentation go by the members, so none of them knows a record type by name.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/catalog/members.h"
#include "common/event/value.h"

namespace trace {

// REQUIRES: is_record(type); the size is within the bounds of the type.
bool record_is_sound(wire_type type, std::string_view bytes);

// The value of a member by its place in members_of(record.type()); absent if the record does not have it. It points into
// the record, or into `text`, where what does not lie there as it is shown is put (an address as text).
Value member_of(const Record& record, std::size_t member, std::string& text);

// The text that JSON writes for a member that is a number in words or in quotes: AF_INET, "443".
void append_member_text(const MemberSpec& member, const Value& number, std::string& out);

// A number of a member that is shown with a sign, whatever its type: -1 of a user id.
Value signed_value(const MemberSpec& member, const Value& number);

// Of a record that looks like seconds: as one number, and back. Appends nothing, and returns false, if it is too long for 63
// bits of seconds.
double seconds_of(const Record& record);
bool append_seconds(wire_type type, double seconds, std::string& out);

// Collects members, in any order.
class RecordBuilder {
 public:
  // REQUIRES: is_record(type).
  explicit RecordBuilder(wire_type type) : type_(type) {}
  // REQUIRES: the value fits the member's type, and what it points to lives until append_to().
  void set(std::size_t member, const Value& value) { values_[member] = value; }
  // Appends the bytes of the record. Members that were not set are zero, or absent if the layout permits it. Returns
  // false, and appends nothing, if they are no record of this type.
  bool append_to(std::string& out) const;

 private:
  wire_type type_;
  std::array<Value, kMembersMax> values_;
};

// The bytes of a record from members as text, by their name or their key in JSON; unknown ones are ignored. Nothing if one
// is not of its kind.
std::optional<std::string> record_bytes(wire_type type,
                                        const std::vector<std::pair<std::string_view, std::string_view>>& members);

// A reader and a writer of a type whose layout is its own.
struct OwnRecord {
  Value (*member)(std::string_view raw, std::size_t member, std::string& text);
  bool (*append)(std::span<const Value> members, std::string& out);
};

}  // namespace trace
