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
  CHECK(literals_of(".*").empty());
}

}  // namespace
}  // namespace trace
