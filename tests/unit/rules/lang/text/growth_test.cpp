// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/growth.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

Expr of_texts(Op op, std::size_t count, std::size_t size) {
  std::vector<Literal> literals(count, Literal(std::string(size, 'x')));
  return test("pathname", op, std::move(literals));
}

// How many such conditions there is room for.
std::size_t room_for(const Expr& condition) {
  Growth growth;
  std::size_t count = 0;
  while (growth.add(condition)) ++count;
  return count;
}

}  // namespace

TEST_CASE("there is room for a list of 100,000 hashes, but not in each of many tests") {
  const std::size_t count = room_for(of_texts(Op::equal, 100'000, 64));
  CHECK(count >= 1);
  CHECK(count <= 10);
}

TEST_CASE("texts that are searched for take more room than texts that are equal") {
  CHECK(room_for(of_texts(Op::contains, 1000, 1000)) < room_for(of_texts(Op::equal, 1000, 1000)));
}

TEST_CASE("the more letters texts have that are searched for, the more room they take") {
  std::string letters;
  for (int c = 1; c < 256; ++c) letters += static_cast<char>(c);
  const Expr few = test("pathname", Op::starts_with, {std::string(letters.size(), 'x')});
  const Expr many = test("pathname", Op::starts_with, {letters});
  CHECK(room_for(many) < room_for(few) / 10);
}

TEST_CASE("what groups and negations hold is counted") {
  const Expr one = of_texts(Op::equal, 1000, 10);
  CHECK(room_for(all_of({negate(one), any_of({one, one})})) == room_for(one) / 3);
}

TEST_CASE("macros are counted once for each use") {
  Growth growth;
  CHECK(growth.add_macro(Growth::kMacroBytesMax - 1));
  CHECK(growth.add_macro(1));
  CHECK_FALSE(growth.add_macro(1));
}

TEST_CASE("tests that are parsed are counted over all conditions") {
  Growth growth;
  for (std::size_t i = 0; i < Growth::kTestsMax; ++i) REQUIRE(growth.add_test());
  CHECK_FALSE(growth.add_test());
}

}  // namespace trace
