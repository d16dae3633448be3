// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/program.h"

#include <catch2/catch.hpp>

#include "common/predicate/compile.h"

namespace trace {
namespace {

Program program_of(const Expr& expr) {
  auto program = compile(expr, *find_event("openat"));
  if (!program) FAIL(program.error().message);
  return *std::move(program);
}

const Expr kPath = test("pathname", Op::equal, {"/a"});
const Expr kUser = test("uid", Op::equal, {std::uint64_t{0}});

Event event_of(std::string_view pathname) {
  Event event;
  event.spec = find_event("openat");
  event.args[*event.spec->field("pathname")].value = pathname;
  return event;
}

TEST_CASE("a program ends where the outcome is known") {
  CHECK(program_of(any_of({kPath, negate(kUser)})).dump() ==
        "0  args.pathname = \"/a\"  -> yes | 1\n"
        "1  context.userId = 0  -> no | yes\n");
}

TEST_CASE("a program that tests what is not understood does not hold for certain") {
  Event event = event_of("/a");
  CHECK(program_of(kPath).holds_for_certain(event));
  event.not_understood = std::uint64_t{1} << *event.spec->field("pathname");
  CHECK_FALSE(program_of(kPath).holds_for_certain(event));
  CHECK_FALSE(program_of(negate(kPath)).holds_for_certain(event));
  CHECK(program_of(any_of({kPath, kUser})).holds_for_certain(event));
}

TEST_CASE("what is dumped is safe for a terminal") {
  CHECK(program_of(test("pathname", Op::equal, {"\x1b[2J"})).dump() ==
        "0  args.pathname = \"\\x1b[2J\"  -> yes | no\n");
}

}  // namespace
}  // namespace trace
