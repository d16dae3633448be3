// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/members.h"

#include <algorithm>

namespace trace {
namespace {

struct Range {
  std::size_t first = 0;
  std::size_t count = 0;
};

constexpr auto kRanges = [] {
  std::array<Range, kTypes.size()> ranges{};
  for (std::size_t i = 0; i < kMembers.size(); ++i) {
    Range& range = ranges.at(static_cast<std::size_t>(kMembers.at(i).of) - 1);
    if (range.count++ == 0) range.first = i;
  }
  return ranges;
}();

constexpr bool record_is_sound(const TypeSpec& type, const Range& range) {
  if (range.count == 0 || range.count > kMembersMax) return false;
  const MemberSpec& last = kMembers.at(range.first + range.count - 1);
  for (std::size_t i = range.first; i < range.first + range.count; ++i) {
    if (kMembers.at(i).of != type.type()) return false;  // the rows of a type are not together
    if (type.layout == RecordLayout::fixed && !is_number(kMembers.at(i).field.type)) return false;
  }
  return type.layout != RecordLayout::fixed || last.offset + type_spec(last.field.type).least == type.least;
}

static_assert(
    [] {
      for (const TypeSpec& type : kTypes) {
        const Range& range = kRanges.at(type.number - 1U);
        if (type.shape == Shape::record ? !record_is_sound(type, range) : range.count != 0) return false;
      }
      return true;
    }(),
    "common/catalog/members.def: a record has no members or too many, they are not together, or they do not fill its "
    "bytes");

}  // namespace

std::span<const MemberSpec> members_of(wire_type type) {
  const Range& range = kRanges[static_cast<std::size_t>(type) - 1];
  return std::span<const MemberSpec>(kMembers).subspan(range.first, range.count);
}

std::optional<std::size_t> member_named(wire_type type, std::string_view name) {
  const auto all = members_of(type);
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const MemberSpec& row) { return row.field.name == name; });
  return found == all.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - all.begin()));
}

std::optional<std::size_t> member_with_key(wire_type type, std::string_view json_key) {
  const auto all = members_of(type);
  const auto found = std::find_if(all.begin(), all.end(), [&](const MemberSpec& row) { return row.key == json_key; });
  return found == all.end() || json_key.empty() ? std::nullopt
                                                : std::optional(static_cast<std::size_t>(found - all.begin()));
}

}  // namespace trace
