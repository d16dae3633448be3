// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/glob.h"

#include <catch2/catch.hpp>

#include "common/predicate/regex.h"

namespace trace {
namespace {

bool fits(std::string_view text, std::string_view glob, bool ignore_case = false) {
  const auto pattern = regex_of_glob(glob);
  if (!pattern) FAIL(pattern.error().message);
  const auto regex = Regex::compile(*pattern, ignore_case);
  if (!regex) FAIL(regex.error().message);
  return regex->found_in(text);
}

TEST_CASE("a glob is held against all of a text", "[glob]") {
  CHECK(fits("/tmp/x.so", "/tmp/*.so"));
  CHECK(fits("/tmp/a/b.so", "/tmp/*.so"));
  CHECK_FALSE(fits("/tmp/x.so.1", "/tmp/*.so"));
  CHECK(fits("a.b", "a.b"));
  CHECK_FALSE(fits("axb", "a.b"));
  CHECK(fits("a\nb", "a?b"));
  CHECK(fits("b7", "[a-c][!x]"));
  CHECK(fits("[x]", "[[]x[]]"));
  CHECK(fits("*", "[*]"));
  CHECK(fits("(a|b)+$", "(a|b)+$"));
}

TEST_CASE("? is one character, not one byte, and a byte that is no character is one too", "[glob]") {
  CHECK(fits("/tmp/\u00e9", "/tmp/?"));
  CHECK_FALSE(fits("/tmp/\u00e9", "/tmp/??"));
  CHECK(fits("/tmp/\xff", "/tmp/?"));
  CHECK(fits("\u00e9", "[\u00e8-\u00ea]"));
}

TEST_CASE("case is ignored in all scripts, and sets stay what they are", "[glob]") {
  CHECK(fits("/TMP/\u00c9", "/tmp/\u00e9", true));
  CHECK(fits("b", "[A-Z]", true));
  CHECK_FALSE(fits("_", "[A-Z]", true));
}

TEST_CASE("what shells have besides is refused", "[glob]") {
  for (const std::string_view glob : {"", "*", "**", "***", "/a/**/b", "{a,b}", "a\\*b", "[[:alpha:]]", "[ab", "a[",
                                      "@(a|b)", "?(x)", "!(x)", "+(x)"}) {
    INFO(glob);
    CHECK_FALSE(regex_of_glob(glob));
  }
}

}  // namespace
}  // namespace trace
