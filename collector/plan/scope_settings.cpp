// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/scope_settings.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace trace {
namespace {

constexpr wire_u64 kPolicy = 1;  // the only one
constexpr wire_match kEqual{kPolicy, 0}, kNotEqual{0, kPolicy};

void list_numbers(wire_number_kind kind, const NumberScope& scope, ProgramsRequest& request) {
  for (const std::uint64_t number : scope.equal) {
    request.numbers.push_back({{static_cast<wire_u32>(kind), 0, number}, kEqual});
  }
  for (const std::uint64_t number : scope.not_equal) {  // later, so that it wins over an equal one
    request.numbers.push_back({{static_cast<wire_u32>(kind), 0, number}, kNotEqual});
  }
}

// least: the smallest number that is one.
void add_number(wire_number_kind kind, const NumberScope& scope, std::uint64_t least, ProgramsRequest& request) {
  if (scope.empty()) return;
  wire_number_scope& to = request.settings.numbers[kind];
  to.used = kPolicy;
  to.ranged = scope.greater || scope.less ? kPolicy : 0;
  to.min = std::max(least, scope.greater ? *scope.greater + 1 : 0);
  to.max = scope.less ? *scope.less - 1 : std::numeric_limits<std::uint64_t>::max();
  to.has_equal = scope.equal.empty() ? 0 : kPolicy;
  to.has_not_equal = scope.not_equal.empty() ? 0 : kPolicy;
  list_numbers(kind, scope, request);
  request.settings.scoped = kPolicy;
}

ScopeName name_of(wire_name_kind kind, const std::string& text, wire_match match) {
  ScopeName name{{static_cast<wire_u32>(kind), {}}, match};
  std::memcpy(name.key.name, text.data(), std::min(text.size(), sizeof(name.key.name) - 1));
  return name;
}

void add_name(wire_name_kind kind, const StringScope& scope, ProgramsRequest& request) {
  if (scope.empty() || !scope.exact()) return;
  wire_name_scope& to = request.settings.names[kind];
  to.used = kPolicy;
  to.has_equal = scope.equal.empty() ? 0 : kPolicy;
  for (const Pattern& pattern : scope.equal) request.names.push_back(name_of(kind, pattern.text, kEqual));
  for (const Pattern& pattern : scope.not_equal) {
    request.names.push_back(name_of(kind, pattern.text, kNotEqual));
  }
  request.settings.scoped = kPolicy;
}

void add_containers(const Scopes& scopes, wire_settings& settings) {
  if (scopes.container_new) {
    settings.containers[*scopes.container_new ? WIRE_CONTAINER_NEW : WIRE_CONTAINER_OLD] = kPolicy;
    return;
  }
  switch (scopes.container) {
    case ContainerScope::any:
      return;
    case ContainerScope::containers:
      settings.containers[WIRE_CONTAINER_ONLY] = kPolicy;
      return;
    case ContainerScope::host:
      settings.containers[WIRE_CONTAINER_HOST] = kPolicy;
      return;
  }
}

}  // namespace

void apply_scopes(const Scopes& scopes, ProgramsRequest& request) {
  wire_settings& settings = request.settings;
  add_number(WIRE_NUMBER_uid, scopes.uid, 0, request);
  add_number(WIRE_NUMBER_pid, scopes.pid, 1, request);
  add_number(WIRE_NUMBER_tid, scopes.tid, 1, request);
  add_number(WIRE_NUMBER_mntns, scopes.mntns, 0, request);
  add_number(WIRE_NUMBER_pidns, scopes.pidns, 0, request);
  add_name(WIRE_NAME_comm, scopes.comm, request);
  add_name(WIRE_NAME_uts, scopes.uts, request);
  list_numbers(WIRE_NUMBER_tree, scopes.tree, request);
  add_containers(scopes, settings);
  if (scopes.follow) settings.follow = kPolicy;
  if (!scopes.tree.empty()) (scopes.tree.equal.empty() ? settings.out_tree : settings.in_tree) = kPolicy;
  if (scopes.pid_new) settings.ages[*scopes.pid_new ? WIRE_AGE_NEW : WIRE_AGE_OLD] = kPolicy;
  const bool in_container = std::ranges::any_of(settings.containers, [](wire_u64 policies) { return policies != 0; });
  if (in_container || scopes.pid_new || (settings.follow | settings.in_tree | settings.out_tree) != 0) {
    settings.scoped = kPolicy;
  }
}

}  // namespace trace
