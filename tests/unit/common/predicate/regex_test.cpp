// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/regex.h"

#include <algorithm>

#include <catch2/catch.hpp>

namespace trace {
namespace {

using Texts = std::vector<std::string>;

Texts literals_of(const std::string& pattern) {
  const Result<Regex> regex = Regex::compile(pattern);
  REQUIRE(regex);
  return regex->literals();
}

TEST_CASE("of the literals that an expression needs together the longest will do") {
  CHECK(literals_of("^/lib.*/evil7.*\\.so$") == Texts{"/evil7"});
  CHECK(literals_of("(?i)ABC") == Texts{"abc"});
}

TEST_CASE("of alternatives each has its literal") {
  Texts literals = literals_of("^/(first|second).*x");
  std::sort(literals.begin(), literals.end());
  CHECK(literals == Texts{"/first", "/second"});
}

TEST_CASE("an expression that matches without any literal has none") {
  CHECK(literals_of("a+b").empty());
  CHECK(literals_of("(long literal|x)").empty());
  CHECK(literals_of("^.b$").empty());
}

TEST_CASE("an expression that is found in every text is refused") {
  for (const char* pattern : {"", ".*", "^", "$", "a*", "x?", "()", "(a|)", "(?s).{0,}", "[^\\x00]*"}) {
    INFO(pattern);
    CHECK_FALSE(Regex::compile(pattern));
  }
  for (const char* pattern : {"^$", ".", "a", "^[^q]*$", "^.{0,9}$", "\\S"}) {
    INFO(pattern);
    CHECK(Regex::compile(pattern));
  }
}

TEST_CASE("a pattern that ignores case is whole by itself") {
  CHECK_FALSE(Regex::compile("a)(b", true));
  CHECK(Regex::compile("\\D+", true)->found_in("x"));
  CHECK_FALSE(Regex::compile("^\\D+$", true)->found_in("7"));
  CHECK(Regex::compile("(?-i)A", true)->found_in("A"));
  CHECK_FALSE(Regex::compile("(?-i)A", true)->found_in("a"));
}

}  // namespace
}  // namespace trace
