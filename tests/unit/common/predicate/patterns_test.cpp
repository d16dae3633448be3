// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/patterns.h"

#include <catch2/catch.hpp>

#include "common/predicate/compile.h"

namespace trace {
namespace {

TEST_CASE("a pattern is counted once, however often it is compiled") {
  Patterns patterns(10'000);
  for (int i = 0; i < 1000; ++i) CHECK(patterns.compile(Op::matches, "abc.*def", false));
}

TEST_CASE("the same text is another pattern for another operator, and without regard to case") {
  Patterns patterns;
  CHECK(patterns.compile(Op::matches, "a.c", false)->passes("xabcx"));
  CHECK_FALSE(patterns.compile(Op::glob, "a.c", false)->passes("abc"));
  CHECK(patterns.compile(Op::matches, "a.c", true)->passes("ABC"));
  CHECK_FALSE(patterns.compile(Op::matches, "a.c", false)->passes("ABC"));
}

TEST_CASE("a short pattern that becomes a large program takes the room of the program") {
  const auto room_for = [](const std::string& pattern) {
    Patterns patterns;
    std::size_t count = 0;
    while (count < 2000 && patterns.compile(Op::matches, pattern + std::to_string(count), false)) ++count;
    return count;
  };
  CHECK(room_for("abc") == 2000);
  CHECK(room_for("[\\pL]{50}") < 100);
  CHECK(room_for("(a{100}){9}") > 1000);
}

TEST_CASE("a pattern for which there is no room is told with its place, and what was compiled already is there") {
  Patterns patterns(10'000);
  const EventSpec& event = *find_event("openat");
  const auto compiled = [&](const std::string& pattern) {
    return compile(test("pathname", Op::matches, {pattern}, {7, 3}), event, &patterns);
  };
  REQUIRE(compiled("abc"));
  const auto refused = compiled("x{1000}");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().position.line == 7);
  CHECK(refused.error().message ==
        "there is no room for \"x{1000}\": with it, all patterns together are compiled to more than 10000 bytes");
  CHECK(compiled("abc"));
}

TEST_CASE("a program that is larger than its bound is refused") {
  CHECK_FALSE(Regex::compile("[\\pL]{1000}"));
}

}  // namespace
}  // namespace trace
