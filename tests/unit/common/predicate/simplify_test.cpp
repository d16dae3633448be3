// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/simplify.h"

#include <catch2/catch.hpp>

#include "common/predicate/program.h"

namespace trace {
namespace {

std::string simple(const Expr& expr) {
  const EventSpec& event = *find_event("openat");
  auto resolved = resolve(expr, event);
  if (!resolved) FAIL(resolved.error().message);
  return Program(simplify(*std::move(resolved)), event).dump();
}

const Expr kA = test("pathname", Op::equal, {"/a"});
const Expr kB = test("pathname", Op::equal, {"/b"});
const Expr kRegex = test("pathname", Op::matches, {"x"});

TEST_CASE("alternatives of one field and operator become one test") {
  CHECK(simple(any_of({kA, any_of({kB, kA})})) == "0  args.pathname = [\"/a\", \"/b\"]  -> yes | no\n");
}

TEST_CASE("what is decided vanishes") {
  CHECK(simple(all_of({kA, any_of({})})) == "never\n");
  CHECK(simple(any_of({kA, all_of({})})) == "always\n");
  CHECK(simple(negate(negate(kA))) == "0  args.pathname = \"/a\"  -> yes | no\n");
  CHECK(simple(all_of({kA, kA})) == "0  args.pathname = \"/a\"  -> yes | no\n");
}

TEST_CASE("cheap tests come first") {
  CHECK(simple(all_of({kRegex, kA})) ==
        "0  args.pathname = \"/a\"  -> 1 | no\n"
        "1  args.pathname ~ \"x\"  -> yes | no\n");
}

}  // namespace
}  // namespace trace
