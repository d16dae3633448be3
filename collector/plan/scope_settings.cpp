// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/scope_settings.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace trace {
namespace {

void list_numbers(wire_number_kind kind, const NumberScope& scope, ProgramsRequest& request) {
  for (const std::uint64_t number : scope.equal) {
    request.numbers.push_back({{static_cast<wire_u32>(kind), 0, number}, WIRE_MATCH_EQUAL});
  }
  for (const std::uint64_t number : scope.not_equal) {  // later, so that it wins over an equal one
    request.numbers.push_back({{static_cast<wire_u32>(kind), 0, number}, WIRE_MATCH_NOT_EQUAL});
  }
}

// least: the smallest number that is one.
void add_number(wire_number_kind kind, const NumberScope& scope, std::uint64_t least, ProgramsRequest& request) {
  if (scope.empty()) return;
  wire_number_scope& to = request.settings.numbers[kind];
  to.used = 1;
  to.ranged = scope.greater || scope.less;
  to.min = std::max(least, scope.greater ? *scope.greater + 1 : 0);
  to.max = scope.less ? *scope.less - 1 : std::numeric_limits<std::uint64_t>::max();
  to.has_equal = !scope.equal.empty();
  to.has_not_equal = !scope.not_equal.empty();
  list_numbers(kind, scope, request);
  request.settings.scoped = 1;
}

ScopeName name_of(wire_name_kind kind, const std::string& text, wire_match match) {
  ScopeName name{{static_cast<wire_u32>(kind), {}}, match};
  std::memcpy(name.key.name, text.data(), std::min(text.size(), sizeof(name.key.name) - 1));
  return name;
}

void add_name(wire_name_kind kind, const StringScope& scope, ProgramsRequest& request) {
  if (scope.empty() || !scope.exact()) return;
  wire_name_scope& to = request.settings.names[kind];
  to.used = 1;
  to.has_equal = !scope.equal.empty();
  to.has_not_equal = !scope.not_equal.empty();
  for (const Pattern& pattern : scope.equal) request.names.push_back(name_of(kind, pattern.text, WIRE_MATCH_EQUAL));
  for (const Pattern& pattern : scope.not_equal) {
    request.names.push_back(name_of(kind, pattern.text, WIRE_MATCH_NOT_EQUAL));
  }
  request.settings.scoped = 1;
}

std::uint8_t container_setting(const Scopes& scopes) {
  if (scopes.container_new) return *scopes.container_new ? WIRE_CONTAINER_NEW : WIRE_CONTAINER_OLD;
  switch (scopes.container) {
    case ContainerScope::any:
      return WIRE_CONTAINER_ANY;
    case ContainerScope::containers:
      return WIRE_CONTAINER_ONLY;
    case ContainerScope::host:
      return WIRE_CONTAINER_HOST;
  }
  return WIRE_CONTAINER_ANY;
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
  settings.container = container_setting(scopes);
  settings.follow = scopes.follow;
  if (!scopes.tree.empty()) settings.tree = scopes.tree.equal.empty() ? WIRE_MATCH_NOT_EQUAL : WIRE_MATCH_EQUAL;
  if (scopes.pid_new) settings.age = *scopes.pid_new ? WIRE_AGE_NEW : WIRE_AGE_OLD;
  if (settings.container != WIRE_CONTAINER_ANY || settings.follow != 0 || settings.tree != 0 || settings.age != 0) {
    settings.scoped = 1;
  }
}

}  // namespace trace
