// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/scopes.h"

#include <algorithm>

#include "collector/selection/event_scope.h"

namespace trace {
namespace {

bool any_is(const std::vector<Executable>& list, std::string_view path, std::uint64_t mntns) {
  return std::any_of(list.begin(), list.end(), [&](const Executable& one) {
    return one.path.matches(path) && (one.mntns == 0 || one.mntns == mntns);
  });
}

Expr executables_expr(const std::vector<Executable>& list) {
  std::vector<Expr> terms;
  std::vector<Pattern> anywhere;
  for (const Executable& one : list) {
    if (one.mntns == 0) {
      anywhere.push_back(one.path);
      continue;
    }
    terms.push_back(all_of(
        {test(context_field::kMntns, Op::equal, {one.mntns}), patterns_expr(context_field::kExecutable, {one.path})}));
  }
  if (!anywhere.empty()) terms.push_back(patterns_expr(context_field::kExecutable, anywhere));
  return any_of(std::move(terms));
}

}  // namespace

bool ExecutableScope::contains(std::string_view path, std::uint64_t mntns) const {
  return (equal.empty() || any_is(equal, path, mntns)) && !any_is(not_equal, path, mntns);
}

bool Scopes::empty() const {
  const bool no_numbers = uid.empty() && pid.empty() && tid.empty() && mntns.empty() && pidns.empty() && tree.empty();
  const bool no_texts = comm.empty() && uts.empty() && executable.empty() && container_ids.empty();
  return no_numbers && no_texts && !pid_new && container == ContainerScope::any && !container_new && !follow;
}

Expr in_container_expr() {
  return test(context_field::kContainerId, Op::exists, {});
}

Expr scopes_expr(const Scopes& scopes) {
  std::vector<Expr> terms;
  if (scopes.follow) return all_of({});
  const auto add_numbers = [&](const char* field, const NumberScope& scope) {
    if (!scope.empty()) terms.push_back(numbers_expr(field, scope));
  };
  const auto add_strings = [&](const char* field, const StringScope& scope) {
    if (!scope.empty()) terms.push_back(strings_expr(field, scope));
  };
  add_numbers(context_field::kUid, scopes.uid);
  add_numbers(context_field::kMntns, scopes.mntns);
  add_numbers(context_field::kPidns, scopes.pidns);
  add_strings(context_field::kComm, scopes.comm);
  add_strings(context_field::kUts, scopes.uts);
  add_strings(context_field::kContainerId, scopes.container_ids);
  if (!scopes.executable.equal.empty()) terms.push_back(executables_expr(scopes.executable.equal));
  if (!scopes.executable.not_equal.empty()) terms.push_back(negate(executables_expr(scopes.executable.not_equal)));
  if (scopes.container == ContainerScope::containers) terms.push_back(in_container_expr());
  if (scopes.container == ContainerScope::host) terms.push_back(negate(in_container_expr()));
  return all_of(std::move(terms));
}

}  // namespace trace
