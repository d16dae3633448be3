// SPDX-License-Identifier: Apache-2.0
// What a scope of each kind (common/catalog/scopes.def) holds: what is left of all conditions on it. All have empty().
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "collector/selection/numbers.h"
#include "collector/selection/strings.h"
#include "common/catalog/scopes.h"

namespace trace {

using NumberScope = Numbers<std::uint64_t>;
using StringScope = Strings;

// A process, in the pid namespace of the collector.
struct ProcessScope : NumberScope {
  std::optional<bool> is_new;  // began after the collection, or before it

  bool empty() const { return NumberScope::empty() && !is_new; }
};

// A process and its descendants; the nearest one listed decides.
struct TreeScope : NumberScope {};

// A program file: a path, in one mount namespace or in any.
struct Executable {
  Pattern path;
  std::uint64_t mntns = 0;  // inode number, 0: any
  bool operator==(const Executable&) const = default;
};

struct ExecutableScope {
  std::vector<Executable> equal;
  std::vector<Executable> not_equal;

  bool empty() const { return equal.empty() && not_equal.empty(); }
  bool contains(std::string_view path, std::uint64_t mntns) const;
};

struct ContainerScope {
  enum class Where : std::uint8_t { any, containers, host };
  Where where = Where::any;
  std::optional<bool> is_new;
  StringScope ids;  // beginnings of ids, as prefixes

  bool empty() const { return where == Where::any && !is_new && ids.empty(); }
};

struct FlagScope {
  bool is_set = false;

  bool empty() const { return !is_set; }
  explicit operator bool() const { return is_set; }
};

template <ScopeKind kind>
struct ScopeOf;
template <>
struct ScopeOf<ScopeKind::ranged> {
  using Type = NumberScope;
};
template <>
struct ScopeOf<ScopeKind::listed> {
  using Type = NumberScope;
};
template <>
struct ScopeOf<ScopeKind::process> {
  using Type = ProcessScope;
};
template <>
struct ScopeOf<ScopeKind::tree> {
  using Type = TreeScope;
};
template <>
struct ScopeOf<ScopeKind::name> {
  using Type = StringScope;  // whole names and beginnings are cut at the 15 bytes that the kernel keeps
};
template <>
struct ScopeOf<ScopeKind::program> {
  using Type = ExecutableScope;
};
template <>
struct ScopeOf<ScopeKind::container> {
  using Type = ContainerScope;
};
template <>
struct ScopeOf<ScopeKind::flag> {
  using Type = FlagScope;
};

}  // namespace trace
