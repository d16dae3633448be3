// SPDX-License-Identifier: Apache-2.0
// Scopes: whose events are wanted. Different scopes narrow each other; within one, the rules of
// numbers.h and strings.h hold. common/catalog/scopes.def lists them.
//
// The kernel decides what it can, before an event is made; scopes_expr() is the same condition for
// user space, where the kernel cannot (patterns with a star). Some scopes only the kernel can know:
// tree, follow, pid=new and container=new depend on what a process descends from or when it began,
// and pid, tid and tree are given in numbers of the collector's pid namespace, which an event does
// not carry.
#pragma once

#include <string_view>

#include "collector/selection/scope_kinds.h"
#include "common/predicate/expr.h"

namespace trace {

struct Scopes {
#define SCOPE(name, aliases, kind, field, least, most, usage, doc) ScopeOf<ScopeKind::kind>::Type name;
#include "common/catalog/scopes.def"
#undef SCOPE

  bool empty() const;
};

// Calls visit(const ScopeSpec&, scope) for each scope in the order of scopes.def; `scopes` may be const.
template <class AnyScopes, class Visit>
void for_each_scope(AnyScopes& scopes, Visit&& visit) {
  std::size_t row = 0;
#define SCOPE(name, aliases, kind, field, least, most, usage, doc) visit(kScopes[row++], scopes.name);
#include "common/catalog/scopes.def"
#undef SCOPE
}

// The part of the condition that an event's context can show: everything but pid, tid, tree and
// container=new. With `follow` it is true for every event, since only the kernel knows who follows.
Expr scopes_expr(const Scopes& scopes);

// What keeps the kernel from deciding all of the scopes, as a condition that is named, and why; empty if nothing does.
std::string why_not_in_kernel(const Scopes& scopes);

// The task runs in a container.
Expr in_container_expr();

}  // namespace trace
