// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/scopes.h"

#include <algorithm>
#include <optional>

#include "collector/selection/event_scope.h"

namespace trace {
namespace {

bool any_is(const std::vector<Executable>& list, std::string_view path, std::uint64_t mntns) {
  return std::any_of(list.begin(), list.end(), [&](const Executable& one) {
    return one.path.matches(path) && (one.mntns == 0 || one.mntns == mntns);
  });
}

Expr executables_expr(const std::string& field, const std::vector<Executable>& list) {
  std::vector<Expr> terms;
  std::vector<Pattern> anywhere;
  for (const Executable& one : list) {
    if (one.mntns == 0) {
      anywhere.push_back(one.path);
      continue;
    }
    terms.push_back(
        all_of({test(context_field::mountNamespace, Op::equal, {one.mntns}), patterns_expr(field, {one.path})}));
  }
  if (!anywhere.empty()) terms.push_back(patterns_expr(field, anywhere));
  return any_of(std::move(terms));
}

// What an event's context shows of a scope, as terms of an "and". REQUIRES: the scope is not empty.
struct Terms {
  std::string field;
  std::vector<Expr>& terms;

  void operator()(const NumberScope& scope) const { terms.push_back(numbers_expr(field, scope)); }
  void operator()(const StringScope& scope) const {
    if (!scope.empty()) terms.push_back(strings_expr(field, scope));
  }
  void operator()(const ExecutableScope& scope) const {
    if (!scope.equal.empty()) terms.push_back(executables_expr(field, scope.equal));
    if (!scope.not_equal.empty()) terms.push_back(negate(executables_expr(field, scope.not_equal)));
  }
  void operator()(const ContainerScope& scope) const {
    (*this)(scope.ids);
    switch (scope.where) {
      case ContainerScope::Where::any:
        return;
      case ContainerScope::Where::containers:
        terms.push_back(in_container_expr());
        return;
      case ContainerScope::Where::host:
        terms.push_back(negate(in_container_expr()));
        return;
    }
  }
  void operator()(const FlagScope&) const {}
};

constexpr std::string_view kKernelHint = ": the kernel does not know it (perhaps comm or container)";

// Why the kernel cannot decide the scope, after the scope's name; empty if it can.
struct NotInKernel {
  std::string operator()(std::string_view, const NumberScope&) const { return {}; }
  std::string operator()(std::string_view, const FlagScope&) const { return {}; }
  std::string operator()(std::string_view name, const StringScope& scope) const {
    if (scope.exact()) return {};
    return "a \"*\" in " + std::string(name) + ": the kernel compares whole names";
  }
  std::string operator()(std::string_view name, const ExecutableScope& scope) const {
    return scope.empty() ? std::string() : std::string(name).append(kKernelHint);
  }
  std::string operator()(std::string_view name, const ContainerScope& scope) const {
    return scope.ids.empty() ? std::string() : std::string(name).append("=ID").append(kKernelHint);
  }
};

}  // namespace

bool ExecutableScope::contains(std::string_view path, std::uint64_t mntns) const {
  return (equal.empty() || any_is(equal, path, mntns)) && !any_is(not_equal, path, mntns);
}

bool Scopes::empty() const {
  bool all_empty = true;
  for_each_scope(*this, [&](const ScopeSpec&, const auto& scope) { all_empty = all_empty && scope.empty(); });
  return all_empty;
}

Expr in_container_expr() {
  return test(context_field::containerId, Op::exists, {});
}

Expr scopes_expr(const Scopes& scopes) {
  std::vector<Expr> terms;
  if (scopes.follow) return all_of({});
  for_each_scope(scopes, [&](const ScopeSpec& spec, const auto& scope) {
    if (!spec.field.empty() && !scope.empty()) Terms{std::string(spec.field), terms}(scope);
  });
  return all_of(std::move(terms));
}

std::string why_not_in_kernel(const Scopes& scopes) {
  std::string why;
  for_each_scope(scopes, [&](const ScopeSpec& spec, const auto& scope) {
    if (why.empty()) why = NotInKernel()(spec.name, scope);
  });
  return why;
}

}  // namespace trace
