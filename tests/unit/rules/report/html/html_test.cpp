// SPDX-License-Identifier: Apache-2.0
#include "rules/report/html/html.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

struct Fixture {
  std::string out;
  Html html{out};
};

TEST_CASE_METHOD(Fixture, "elements stand in each other, and close") {
  html.element("ul", {{"class", "a"}}, [&] { html.element("li", {{"id", 7U}}, "x"); });
  html.leaf("br", {});
  CHECK(out == "<ul class=\"a\"><li id=\"7\">x</li></ul><br/>");
}

TEST_CASE_METHOD(Fixture, "data cannot open or close an element") {
  html.element("td", {}, "</td><script>alert(1)</script>&amp;");
  CHECK(out == "<td>&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</td>");
}

TEST_CASE_METHOD(Fixture, "data cannot leave the value of an attribute") {
  html.element("td", {{"title", "\" onclick='x' a=\""}}, "");
  CHECK(out == "<td title=\"&quot; onclick=&#39;x&#39; a=&quot;\"></td>");
}

TEST_CASE_METHOD(Fixture, "what is not seen, turns the line, or is not UTF-8 is shown by its bytes") {
  html.text(
      std::string_view("a\0b\x1b\xff\xe2\x80\xae"
                       "c\xef\xbb\xbf",
                       12));
  CHECK(out == "a\\x00b\\x1b\\xff\\xe2\\x80\\xaec\\xef\\xbb\\xbf");
}

TEST_CASE_METHOD(Fixture, "letters of other scripts stay as they are") {
  html.text("für 文件 файл");
  CHECK(out == "für 文件 файл");
}

TEST_CASE_METHOD(Fixture, "a link leads to an element of the page, by a number") {
  html.link("p", 12, "<sh>");
  CHECK(out == "<a href=\"#p12\">&lt;sh&gt;</a>");
}

TEST_CASE("numbers are grouped by thousands") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
}

}  // namespace
}  // namespace trace
