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

void add_container(const ContainerScope& scope, ProgramsRequest& request) {
  wire_settings& settings = request.settings;
  if (scope.is_new) {
    settings.containers[*scope.is_new ? WIRE_CONTAINER_NEW : WIRE_CONTAINER_OLD] = kPolicy;
    settings.scoped = kPolicy;
    return;
  }
  switch (scope.where) {
    case ContainerScope::Where::any:
      return;
    case ContainerScope::Where::containers:
      settings.containers[WIRE_CONTAINER_ONLY] = kPolicy;
      break;
    case ContainerScope::Where::host:
      settings.containers[WIRE_CONTAINER_HOST] = kPolicy;
      break;
  }
  settings.scoped = kPolicy;
}

void add_process(wire_number_kind kind, const ProcessScope& scope, std::uint64_t least, ProgramsRequest& request) {
  add_number(kind, scope, least, request);
  if (!scope.is_new) return;
  request.settings.ages[*scope.is_new ? WIRE_AGE_NEW : WIRE_AGE_OLD] = kPolicy;
  request.settings.scoped = kPolicy;
}

void add_tree(wire_number_kind kind, const TreeScope& scope, ProgramsRequest& request) {
  if (scope.empty()) return;
  list_numbers(kind, scope, request);
  (scope.equal.empty() ? request.settings.out_tree : request.settings.in_tree) = kPolicy;
  request.settings.scoped = kPolicy;
}

void add_flag(const FlagScope& scope, wire_u64& setting, ProgramsRequest& request) {
  if (!scope) return;
  setting = kPolicy;
  request.settings.scoped = kPolicy;
}

Status check_room(std::size_t listed, std::size_t room, std::string_view what) {
  if (listed <= room) return ok();
  return Error{Code::unsupported, "scopes: the kernel side has room for " + std::to_string(room) + " " +
                                      std::string(what) + ", and " + std::to_string(listed) + " are listed"};
}

}  // namespace

Status apply_scopes(const Scopes& scopes, ProgramsRequest& request) {
#define SCOPE(name, aliases, kind, field, least, most, usage, doc) APPLY_##kind(name, least);
#define APPLY_ranged(name, least) add_number(WIRE_NUMBER_##name, scopes.name, least, request)
#define APPLY_listed(name, least) add_number(WIRE_NUMBER_##name, scopes.name, least, request)
#define APPLY_process(name, least) add_process(WIRE_NUMBER_##name, scopes.name, least, request)
#define APPLY_tree(name, least) add_tree(WIRE_NUMBER_##name, scopes.name, request)
#define APPLY_name(name, least) add_name(WIRE_NAME_##name, scopes.name, request)
#define APPLY_program(name, least) static_cast<void>(scopes.name)  // user space decides
#define APPLY_container(name, least) add_container(scopes.name, request)
#define APPLY_flag(name, least) add_flag(scopes.name, request.settings.name, request)
#include "common/catalog/scopes.def"
#undef SCOPE
  TRY(check_room(request.numbers.size(), WIRE_SCOPE_NUMBERS_MAX, "numbers"));
  return check_room(request.names.size(), WIRE_SCOPE_NAMES_MAX, "names");
}

}  // namespace trace
