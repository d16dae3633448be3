// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/prefilter.h"

#include <catch2/catch.hpp>

#include "common/predicate/simplify.h"

namespace trace {
namespace {

// The atoms, one a line; "none" if the formula has no prefilter.
std::string prefilter(const Expr& expr) {
  const EventSpec& event = *find_event("security_file_open");
  auto resolved = resolve(expr, event);
  if (!resolved) FAIL(resolved.error().message);
  const Formula formula = simplify(*std::move(resolved));
  const auto chosen = prefilter_of(formula, event);
  if (!chosen) return "none";
  std::string text;
  for (const Atom* atom : *chosen) text += to_text(*atom, event) + "\n";
  return text;
}

const Expr kPath = test("pathname", Op::equal, {"/etc/shadow"});
const Expr kInside = test("pathname", Op::contains, {"shadow"});
const Expr kUser = test("uid", Op::equal, {std::uint64_t{0}});

TEST_CASE("of an and the term that is found least often is taken") {
  CHECK(prefilter(all_of({kUser, kInside, kPath})) == "args.pathname = \"/etc/shadow\"\n");
  CHECK(prefilter(all_of({kInside, kUser})) == "context.userId = 0\n");
}

TEST_CASE("of an or each term is taken, and none if one has none") {
  CHECK(prefilter(any_of({kPath, kUser})) == "args.pathname = \"/etc/shadow\"\ncontext.userId = 0\n");
  CHECK(prefilter(any_of({kPath, negate(kUser)})) == "none");
}

TEST_CASE("what holds where nothing is found has none") {
  CHECK(prefilter(negate(kPath)) == "none");
  CHECK(prefilter(test("pathname", Op::exists, {})) == "none");
  CHECK(prefilter(test("flags", Op::has_bits, {"O_CREAT"})) == "none");
  CHECK(prefilter(test("pathname", Op::matches, {"^.b"})) == "none");
}

TEST_CASE("what every second event has is not worth a look-up") {
  CHECK(prefilter(test("context.isCompat", Op::equal, {std::uint64_t{1}})) == "none");
  CHECK(prefilter(test("pathname", Op::contains, {"/"})) == "none");
}

}  // namespace
}  // namespace trace
