// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scope_reference.h"

namespace trace {
namespace {

bool container_matches(const Scopes& scopes, const Context& context, const ScopeFacts& facts) {
  const bool inside = !context.container_id.empty();
  if (scopes.container.where == ContainerScope::Where::containers && !inside) return false;
  if (scopes.container.where == ContainerScope::Where::host && inside) return false;
  if (scopes.container.is_new && *scopes.container.is_new != facts.container_is_new) return false;
  return scopes.container.ids.contains(context.container_id);
}

bool tree_matches(const NumberScope& tree, const std::optional<std::uint64_t>& nearest) {
  return nearest ? tree.contains(*nearest) : tree.equal.empty();
}

bool context_matches(const Scopes& scopes, const Context& context) {
  return scopes.uid.contains(context.uid) && scopes.loginuid.contains(context.login_uid) &&
         scopes.mntns.contains(context.mntns) && scopes.pidns.contains(context.pidns) &&
         scopes.comm.contains(context.comm) && scopes.uts.contains(context.uts) &&
         scopes.executable.contains(context.executable, context.mntns);
}

}  // namespace

bool scope_matches(const Scopes& scopes, const Context& context, const ScopeFacts& facts) {
  if (scopes.follow && facts.follows_match) return true;
  if (scopes.pid.is_new && *scopes.pid.is_new != facts.pid_is_new) return false;
  return scopes.pid.contains(facts.pid) && scopes.tid.contains(facts.tid) && context_matches(scopes, context) &&
         container_matches(scopes, context, facts) && tree_matches(scopes.tree, facts.nearest_in_tree);
}

}  // namespace trace
