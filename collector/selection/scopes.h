// SPDX-License-Identifier: Apache-2.0
// Scopes: whose events are wanted. Different scopes narrow each other; within one, the rules of
// numbers.h and strings.h hold.
//
// The kernel decides what it can, before an event is made; scopes_expr() is the same condition for
// user space, where the kernel cannot (patterns with a star). Some scopes only the kernel can know:
// tree, follow, pid=new and container=new depend on what a process descends from or when it began,
// and pid, tid and tree are given in numbers of the collector's pid namespace, which an event does
// not carry.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "collector/selection/numbers.h"
#include "collector/selection/strings.h"
#include "common/event/event.h"
#include "common/predicate/expr.h"

namespace trace {

using NumberScope = Numbers<std::uint64_t>;
using StringScope = Strings;

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

enum class ContainerScope : std::uint8_t { any, containers, host };

struct Scopes {
  NumberScope uid;
  NumberScope pid;  // of the process, in the pid namespace of the collector; tid: of the thread
  NumberScope tid;
  NumberScope mntns;  // inode number, as pidns
  NumberScope pidns;
  StringScope comm;  // whole names and beginnings are cut at the 15 bytes that the kernel keeps; so
                     // are those of uts
  StringScope uts;
  ExecutableScope executable;
  std::optional<bool> pid_new;  // began after the collection, or before it
  ContainerScope container = ContainerScope::any;
  std::optional<bool> container_new;
  StringScope container_ids;  // beginnings of ids, as prefixes
  NumberScope tree;           // a process and its descendants; the nearest one listed decides
  bool follow = false;        // whatever descends from a process that matched, matches

  bool empty() const;
};

// The part of the condition that an event's context can show: everything but pid, tid, tree and
// container=new. With `follow` it is true for every event, since only the kernel knows who follows.
Expr scopes_expr(const Scopes& scopes);

// The task runs in a container.
Expr in_container_expr();

}  // namespace trace
