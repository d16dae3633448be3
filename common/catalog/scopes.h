// SPDX-License-Identifier: Apache-2.0
// Scopes: scopes.def as a table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trace {

enum class ScopeKind : std::uint8_t { ranged, listed, process, tree, name, program, container, flag };

struct ScopeSpec {
  std::string_view name;
  std::string_view aliases;  // separated by blanks
  ScopeKind kind;
  std::string_view field;  // of predicates, empty if an event does not say it
  std::uint64_t least;
  std::uint64_t most;
  std::string_view usage;  // conditions, separated by blanks
  std::string_view doc;
};

inline constexpr auto kScopes = std::to_array<ScopeSpec>({
#define SCOPE(name, aliases, kind, field, least, most, usage, doc) \
  {#name, aliases, ScopeKind::kind, field, least, most, usage, doc},
#include "common/catalog/scopes.def"
#undef SCOPE
});

}  // namespace trace
