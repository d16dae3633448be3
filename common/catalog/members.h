// SPDX-License-Identifier: Apache-2.0
// The members of records: members.def as a table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "common/catalog/catalog.h"
#include "common/catalog/types.h"

namespace trace {

// How JSON has a member; members.def says more.
enum class Spelling : std::uint8_t { plain, is_signed, quoted, symbol, asked };

struct MemberSpec {
  wire_type of;
  FieldSpec field;  // name, type, meaning, doc
  Spelling spelling;
  std::string_view key;      // in JSON; empty if it is not there
  std::uint16_t offset = 0;  // of RecordLayout::fixed
};

inline constexpr std::size_t kMembersMax = 24;  // of one record; checked at compile time

namespace members_detail {

struct Written {
  Spelling spelling;
  std::string_view key = {};
};

inline constexpr auto kRows = std::to_array<MemberSpec>({
#define SPELLING_IS(key) \
  Written {              \
    Spelling::plain, key \
  }
#define SPELLING_SIGNED(key) \
  Written {                  \
    Spelling::is_signed, key \
  }
#define SPELLING_QUOTED(key) \
  Written {                  \
    Spelling::quoted, key    \
  }
#define SPELLING_SYMBOL(key) \
  Written {                  \
    Spelling::symbol, key    \
  }
#define SPELLING_ASKED \
  Written {            \
    Spelling::asked    \
  }
#define MEMBER(of, name, type, meaning, written, doc)         \
  MemberSpec{WIRE_##of,                                       \
             {#name, {}, WIRE_##type, Meaning::meaning, doc}, \
             (SPELLING_##written).spelling,                   \
             (SPELLING_##written).key},
#include "common/catalog/members.def"
#undef MEMBER
#undef SPELLING_IS
#undef SPELLING_SIGNED
#undef SPELLING_QUOTED
#undef SPELLING_SYMBOL
#undef SPELLING_ASKED
});

}  // namespace members_detail

// All rows of members.def.
inline constexpr auto kMembers = [] {
  auto rows = members_detail::kRows;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows.at(i).of != rows.at(i - 1).of) continue;
    const std::size_t end = rows.at(i - 1).offset + type_spec(rows.at(i - 1).field.type).least;
    rows.at(i).offset = static_cast<std::uint16_t>(end);
  }
  return rows;
}();

// Those of one type; none if it is not a record.
std::span<const MemberSpec> members_of(wire_type type);
// The place of a member in members_of(type). O(members).
std::optional<std::size_t> member_named(wire_type type, std::string_view name);
std::optional<std::size_t> member_with_key(wire_type type, std::string_view json_key);

// The same at compile time; a member that the type does not have does not compile.
consteval std::size_t member_ordinal(wire_type type, std::string_view name) {
  std::size_t ordinal = 0;
  for (const MemberSpec& row : kMembers) {
    if (row.of != type) continue;
    if (row.field.name == name) return ordinal;
    ++ordinal;
  }
  throw "no such member";  // NOLINT: ends the compilation
}

}  // namespace trace
