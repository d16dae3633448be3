// SPDX-License-Identifier: Apache-2.0
// That the index finds what the programs say is in tests/differential/predicate_test.cpp; here is how.
#include "common/predicate/index.h"

#include <catch2/catch.hpp>

#include "common/predicate/compile.h"

namespace trace {
namespace {

Index index_of(const std::vector<Expr>& exprs) {
  std::vector<Program> programs;
  for (const Expr& expr : exprs) {
    auto program = compile(expr, *find_event("security_file_open"));
    if (!program) FAIL(program.error().message);
    programs.push_back(*std::move(program));
  }
  return Index(std::move(programs));
}

std::vector<std::uint32_t> matches(Index& index, std::string_view pathname, std::uint32_t uid = 0) {
  Event event;
  event.spec = find_event("security_file_open");
  event.args[*event.spec->field("pathname")].value = pathname;
  event.context.uid = uid;
  const auto found = index.match(event);
  return {found.begin(), found.end()};
}

using Found = std::vector<std::uint32_t>;

TEST_CASE("each operator is looked up in a table of its own") {
  Index index = index_of({
      test("pathname", Op::equal, {"/a/b"}),
      test("pathname", Op::starts_with, {"/a"}),
      test("pathname", Op::ends_with, {"/b"}),
      test("pathname", Op::contains, {"a/b"}),
      test("pathname", Op::matches, {"^/a/b$"}),
      test("uid", Op::equal, {std::uint64_t{7}}),
      test("uid", Op::greater, {std::uint64_t{6}}),
      test("uid", Op::less_equal, {std::uint64_t{7}}),
  });
  CHECK(matches(index, "/a/b", 7) == Found{0, 1, 2, 3, 4, 5, 6, 7});
  CHECK(matches(index, "/a/b/", 8) == Found{1, 3, 6});
  CHECK(matches(index, "x", 6) == Found{7});
}

TEST_CASE("a program without a prefilter is run for every event") {
  Index index = index_of({negate(test("pathname", Op::equal, {"/a"}))});
  CHECK(matches(index, "/b") == Found{0});
  CHECK(matches(index, "/a").empty());
  CHECK(index.dump().find("1 programs without a prefilter") != std::string::npos);
}

TEST_CASE("an operator that cannot be looked up is tested, not looked up elsewhere") {
  Index index = index_of({test("pathname", Op::cidr, {"10.0.0.0/8"}), test("flags", Op::has_bits, {"O_CREAT"})});
  CHECK(matches(index, "10.1.1.1") == Found{0});
  CHECK(matches(index, "10.0.0.0/8").empty());
}

TEST_CASE("equal tests of several programs are one") {
  const Expr path = test("pathname", Op::equal, {"/a"});
  Index index = index_of({path, all_of({path, test("uid", Op::equal, {std::uint64_t{1}})})});
  CHECK(index.dump().find("2 programs, 2 distinct tests") != std::string::npos);
  CHECK(matches(index, "/a", 1) == Found{0, 1});
}

TEST_CASE("what one event found is forgotten at the next") {
  Index index = index_of({test("pathname", Op::equal, {"/a"})});
  CHECK(matches(index, "/a") == Found{0});
  CHECK(matches(index, "/b").empty());
}

}  // namespace
}  // namespace trace
