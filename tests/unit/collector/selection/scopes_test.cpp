// SPDX-License-Identifier: Apache-2.0
// Scopes have one definition, scope_matches(), and it is held against what the predicate and the
// tables of a kernel decide, over random scopes and contexts.
#include "collector/selection/scopes.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"
#include "tests/support/event_builder.h"
#include "tests/support/scope_reference.h"

namespace trace {
namespace {

Scopes scopes_of(std::vector<std::string> flags) {
  SelectionArgs args;
  args.scopes = std::move(flags);
  auto selection = parse_selection(args);
  if (!selection) FAIL(selection.error().message);
  return selection->scopes;
}

bool matches(const std::vector<std::string>& flags, const Context& context, const ScopeFacts& facts = {}) {
  return scope_matches(scopes_of(flags), context, facts);
}

TEST_CASE("values of one scope are alternatives, scopes narrow each other") {
  Context context;
  context.uid = 1000;
  context.comm = "nginx";
  CHECK(matches({"uid=0,1000"}, context));
  CHECK(matches({"uid=0", "uid=1000"}, context));
  CHECK_FALSE(matches({"uid=1000", "comm=bash"}, context));
  CHECK(matches({"uid>=1000", "uid<=1000", "comm=ngin*"}, context));
  CHECK_FALSE(matches({"uid=1000", "uid!=1000"}, context));
}

TEST_CASE("a user id is compared without a sign") {
  Context context;
  context.uid = 0xfffffffe;
  CHECK(matches({"uid=4294967294"}, context));
  CHECK(matches({"uid>1000"}, context));
}

TEST_CASE("who logged in is not who acts") {
  Context context;
  context.uid = 0;
  context.login_uid = 1000;
  CHECK(matches({"loginuid=1000"}, context));
  CHECK_FALSE(matches({"loginuid!=1000"}, context));
  CHECK_FALSE(matches({"uid=1000"}, context));
}

TEST_CASE("a program is compared with its mount namespace, if one is given") {
  Context context;
  context.executable = "/bin/ls";
  context.mntns = 7;
  CHECK(matches({"exec=/bin/ls"}, context));
  CHECK(matches({"bin=7:/bin/ls"}, context));
  CHECK_FALSE(matches({"binary=8:/bin/ls"}, context));
  CHECK(matches({"executable!=8:/bin/ls"}, context));
  CHECK(matches({"exec=*/ls"}, context));
}

TEST_CASE("containers are all of them, none, new ones, or some by the beginning of their id") {
  Context host;
  Context inside;
  inside.container_id = "abcdef";
  CHECK(matches({"container"}, inside));
  CHECK_FALSE(matches({"container"}, host));
  CHECK(matches({"not-container"}, host));
  CHECK(matches({"container=abc"}, inside));
  CHECK_FALSE(matches({"container!=abc"}, inside));
  CHECK_FALSE(matches({"container!=xyz"}, host));
  CHECK(matches({"container!=xyz"}, inside));
  CHECK_FALSE(matches({"container=new"}, inside));
  ScopeFacts facts;
  facts.container_is_new = true;
  CHECK(matches({"container=new"}, inside, facts));
}

TEST_CASE("in a tree the nearest process that is listed decides") {
  const std::vector<std::string> flags{"tree=1", "tree!=500"};
  ScopeFacts facts;
  CHECK_FALSE(matches(flags, {}, facts));
  facts.nearest_in_tree = 1;
  CHECK(matches(flags, {}, facts));
  facts.nearest_in_tree = 500;
  CHECK_FALSE(matches(flags, {}, facts));
  CHECK(matches({"tree!=500"}, {}, {}));
}

TEST_CASE("with follow, what descends from a match matches") {
  Context context;
  context.comm = "child";
  ScopeFacts facts;
  CHECK_FALSE(matches({"comm=parent", "follow"}, context, facts));
  facts.follows_match = true;
  CHECK(matches({"comm=parent", "follow"}, context, facts));
  CHECK_FALSE(matches({"comm=parent"}, context, facts));
}

using Random = std::mt19937;

std::uint32_t below(Random& random, std::uint32_t limit) {
  return static_cast<std::uint32_t>(random() % limit);
}

std::string random_flag(Random& random) {
  static const std::vector<std::string> numbers{"uid", "pid", "tid", "loginuid"};
  static const std::vector<std::string> namespaces{"mntns", "pidns"};
  static const std::vector<std::string> operators{"=", "!=", "<=", ">=", "<", ">"};
  static const std::vector<std::string> texts{"a", "ab", "a*", "*b", "*a*", "b"};
  const auto number = [&] { return std::to_string(1 + below(random, 4)); };
  const auto equality = [&] { return operators[below(random, 2)]; };
  switch (below(random, 6)) {
    case 0:
      return numbers[below(random, 4)] + operators[below(random, 6)] + number();
    case 1:
      return numbers[below(random, 4)] + equality() + number() + "," + number();
    case 2:
      return namespaces[below(random, 2)] + equality() + number();
    case 3:
      return (below(random, 2) == 0 ? "comm" : "uts") + equality() + texts[below(random, 6)];
    case 4:
      return "exec" + equality() + (below(random, 2) == 0 ? number() + ":/" : "/") + texts[below(random, 6)];
    default:
      return std::vector<std::string>{"container", "container=a", "container!=ab", "container=b,a"}[below(random, 4)];
  }
}

Context random_context(Random& random) {
  static const std::vector<std::string> texts{"", "a", "ab", "b", "ba"};
  static const std::vector<std::string> paths{"", "/a", "/ab", "/b", "/ba"};
  Context context;
  context.uid = static_cast<std::uint32_t>(below(random, 6));
  context.login_uid = below(random, 6);
  context.mntns = below(random, 6);
  context.pidns = below(random, 6);
  context.comm = texts[below(random, 5)];
  context.uts = texts[below(random, 5)];
  context.executable = paths[below(random, 5)];
  context.container_id = texts[below(random, 5)];
  return context;
}

// What a program in the kernel does with one scope: one look into a table of the values that were
// named, and two bounds. `hit`: the key is in it, true for "=".
template <class Key>
bool table_passes(const std::map<Key, bool>& table, const Key& key, bool has_equal) {
  const auto found = table.find(key);
  return found == table.end() ? !has_equal : found->second;
}

bool kernel_passes(const NumberScope& scope, std::uint64_t value) {
  std::map<std::uint64_t, bool> table;
  for (const auto key : scope.equal) table[key] = true;
  for (const auto key : scope.not_equal) table[key] = false;
  if (!table_passes(table, value, !scope.equal.empty())) return false;
  return (!scope.greater || value > *scope.greater) && (!scope.less || value < *scope.less);
}

bool kernel_passes(const StringScope& scope, std::string_view value) {
  std::map<std::string, bool> table;
  for (const Pattern& key : scope.equal) table[key.text] = true;
  for (const Pattern& key : scope.not_equal) table[key.text] = false;
  return table_passes(table, std::string(value), !scope.equal.empty());
}

TEST_CASE("the predicate and the kernel's tables decide scopes as they are defined") {
  Random random(20240617);
  std::size_t matched = 0;
  std::size_t in_kernel = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> flags;
    for (std::uint32_t i = 0; i <= below(random, 3); ++i) flags.push_back(random_flag(random));
    const Scopes scopes = scopes_of(flags);
    const auto program = compile(scopes_expr(scopes), *find_event("openat"));
    REQUIRE(program);
    for (int i = 0; i < 20; ++i) {
      Event event = event_named("openat");
      event.context = random_context(random);
      const Context& context = event.context;
      ScopeFacts facts;
      facts.pid = below(random, 6);
      facts.tid = below(random, 6);
      const bool expected = scope_matches(scopes, context, facts);
      const bool numbers = kernel_passes(scopes.pid, facts.pid) && kernel_passes(scopes.tid, facts.tid);
      if ((numbers && program->run(event)) != expected) {
        std::string all;
        for (const std::string& flag : flags) all += flag + " ";
        FAIL(all << "uid " << context.uid << " pid " << facts.pid << " exec " << context.executable);
      }
      matched += expected ? 1 : 0;
      if (!scopes.comm.exact() || !scopes.uts.exact() || !scopes.executable.empty() || !context.container_id.empty())
        continue;
      if (scopes.container.where != ContainerScope::Where::any) continue;
      ++in_kernel;
      const bool kernel = numbers && kernel_passes(scopes.uid, static_cast<std::uint32_t>(context.uid)) &&
                          kernel_passes(scopes.loginuid, context.login_uid) &&
                          kernel_passes(scopes.mntns, context.mntns) && kernel_passes(scopes.pidns, context.pidns) &&
                          kernel_passes(scopes.comm, context.comm) && kernel_passes(scopes.uts, context.uts);
      if (kernel != expected) FAIL("the kernel's tables differ for " << flags.front());
    }
  }
  CHECK(matched > 5000);
  CHECK(in_kernel > 1000);
}

}  // namespace
}  // namespace trace
