// SPDX-License-Identifier: Apache-2.0
// That the index finds what the programs say is in tests/differential/predicate_test.cpp; here is how.
#include "common/predicate/index.h"

#include <catch2/catch.hpp>

#include "common/predicate/compile.h"
#include "tests/support/records.h"

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

TEST_CASE("letters of other scripts do not hide a text from the literals that an expression needs") {
  Index index = index_of({
      {Test{"pathname", Op::matches, {"^/tmp/kernel$"}, true, {}}},
      {Test{"pathname", Op::matches, {"\u00c9vil"}, true, {}}},
      test("lower(pathname)", Op::matches, {"^/tmp/kernel$"}),
  });
  CHECK(matches(index, "/TMP/KERNEL") == Found{0, 2});
  CHECK(matches(index, "/tmp/\u212aernel") == Found{0, 2});  // the sign of kelvin, which is a K
  CHECK(matches(index, "/x/\u00e9VIL") == Found{1});
  CHECK(matches(index, "/tmp/kernels").empty());
}

TEST_CASE("addresses are looked up as what they are") {
  std::vector<Program> programs;
  for (const char* literal : {"203.0.113.7", "2001:DB8:0:0::1", "10.0.0.0/8"}) {
    auto program = compile(test("remote_addr.address", Op::equal, {literal}), *find_event("security_socket_connect"));
    REQUIRE(program);
    programs.push_back(*std::move(program));
  }
  Index index(std::move(programs));
  const auto found = [&](const char* family, const char* member, const char* address) {
    Event event;
    event.spec = find_event("security_socket_connect");
    event.args[*event.spec->field("remote_addr")].value = socket_address({{"sa_family", family}, {member, address}});
    const auto all = index.match(event);
    return Found(all.begin(), all.end());
  };
  CHECK(found("AF_INET", "sin_addr", "203.0.113.7") == Found{0});
  CHECK(found("AF_INET6", "sin6_addr", "::ffff:203.0.113.7") == Found{0});
  CHECK(found("AF_INET6", "sin6_addr", "2001:db8::1") == Found{1});
  CHECK(found("AF_INET6", "sin6_addr", "::ffff:10.1.2.3") == Found{2});
  CHECK(found("AF_INET", "sin_addr", "11.0.0.1").empty());
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

// The path, that there is an origin, the origin, and the user.
TEST_CASE("equal tests of several programs are one") {
  const Expr path = test("pathname", Op::equal, {"/a"});
  Index index = index_of({path, all_of({path, test("uid", Op::equal, {std::uint64_t{1}})})});
  CHECK(index.dump().find("2 programs, 4 distinct tests") != std::string::npos);
  CHECK(matches(index, "/a", 1) == Found{0, 1});
}

TEST_CASE("what one event found is forgotten at the next") {
  Index index = index_of({test("pathname", Op::equal, {"/a"})});
  CHECK(matches(index, "/a") == Found{0});
  CHECK(matches(index, "/b").empty());
}

}  // namespace
}  // namespace trace
