// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/condition.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

using Elements = std::vector<std::string>;

Elements split(std::string_view text) {
  const auto elements = split_list(text);
  if (!elements) FAIL(elements.error().message);
  return *elements;
}

std::string why_not(std::string_view text) {
  const auto elements = split_list(text);
  return elements ? std::string() : elements.error().message;
}

}  // namespace

TEST_CASE("a list is split at its commas", "[selection]") {
  CHECK(split("a") == Elements{"a"});
  CHECK(split("a,b c,d") == Elements{"a", "b c", "d"});
}

TEST_CASE("in quotes a comma, a blank and a quote are as any other character", "[selection]") {
  CHECK(split(R"("a,b")") == Elements{"a,b"});
  CHECK(split(R"("a,b",c," d ")") == Elements{"a,b", "c", " d "});
  CHECK(split(R"("say \"hi\", \\o/")") == Elements{R"(say "hi", \o/)"});
  CHECK(split(R"(a"b,c)") == Elements{R"(a"b)", "c"});  // not at the beginning
}

TEST_CASE("in single quotes everything is as it stands, and quotes may be empty", "[selection]") {
  CHECK(split(R"('a,b\',"c")") == Elements{R"(a,b\)", "c"});
  CHECK(split(R"('say "hi"')") == Elements{R"(say "hi")"});
  CHECK(split(R"("it's")") == Elements{"it's"});
  CHECK(split(R"("",'')") == Elements{"", ""});
  CHECK(why_not("'a").find("the quote does not end") != std::string::npos);
}

TEST_CASE("a list with an empty element, or with a quote that does not end, is refused", "[selection]") {
  CHECK(why_not("a,,b").find("the list has an empty element") != std::string::npos);
  CHECK(why_not("a,").find("the list has an empty element") != std::string::npos);
  CHECK(why_not(R"("a,b)").find("the quote does not end") != std::string::npos);
  CHECK(why_not(R"("a"b)").find("something after a quote") != std::string::npos);
}

TEST_CASE("a condition takes blanks at the edge of a value in quotes only", "[selection]") {
  const auto condition = split_condition(R"(openat.pathname=" a")");
  REQUIRE(condition);
  CHECK(condition->values == Elements{" a"});
  CHECK_FALSE(split_condition("openat.pathname= a"));
}

}  // namespace trace
