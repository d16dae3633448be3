// SPDX-License-Identifier: Apache-2.0
#include "common/base/printable.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("text of any language is printed as it is", "[printable]") {
  CHECK(printable("/usr/bin/ls -l \"x\" \\ ~") == "/usr/bin/ls -l \"x\" \\ ~");
  CHECK(printable("h\u00e9 \u0416 \u6f22 \U0001f600 \u00a0") == "h\u00e9 \u0416 \u6f22 \U0001f600 \u00a0");
  CHECK(printable("").empty());
}

TEST_CASE("controls do not reach the terminal", "[printable]") {
  CHECK(printable("\x1b[2J") == "\\x1b[2J");
  CHECK(printable(std::string_view("a\0b\x7f\r", 5)) == "a\\x00b\\x7f\\x0d");
  CHECK(printable("\u009b2J") == "\\xc2\\x9b2J");  // CSI in UTF-8
  CHECK(printable("\x9b"
                  "2J") == "\\x9b2J");  // and in one byte
}

TEST_CASE("bytes that are not UTF-8 do not reach the terminal", "[printable]") {
  CHECK(printable("a\xff\xc3") == "a\\xff\\xc3");
  CHECK(printable("\xc0\x9b") == "\\xc0\\x9b");           // an overlong form
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
}

TEST_CASE("marks of direction and of no width are shown", "[printable]") {
  CHECK(printable("gpj.\u202egnp") == "gpj.\\xe2\\x80\\xaegnp");
  CHECK(printable("a\u2066b\u2069") == "a\\xe2\\x81\\xa6b\\xe2\\x81\\xa9");
  CHECK(printable("ad\u200bmin\u200f") == "ad\\xe2\\x80\\x8bmin\\xe2\\x80\\x8f");
  CHECK(printable("\ufeffx\u00ad\u061c\u2028") == "\\xef\\xbb\\xbfx\\xc2\\xad\\xd8\\x9c\\xe2\\x80\\xa8");
  CHECK(printable("\U000e0041") == "\\xf3\\xa0\\x81\\x81");
  CHECK(printable("\u3164\ufe0f\u2029") == "\\xe3\\x85\\xa4\\xef\\xb8\\x8f\\xe2\\x80\\xa9");
}

TEST_CASE("of a value, what stands printed as \\xNN is a byte", "[printable]") {
  CHECK(printable_value("a\nb") == "a\\x0ab");
  CHECK(printable_value("a\\x0ab") == "a\\x5cx0ab");
  CHECK(printable_value("\\\\x0A\\xg0\\x0\\") == "\\\\x5cx0A\\xg0\\x0\\");
  CHECK(printable_value("\\x0\\x00") == "\\x0\\x5cx00");
  CHECK(printable(printable_value("\n\\x0a")) == "\\x0a\\x5cx0a");  // as part of a line
  CHECK(printable_value("").empty());
}

TEST_CASE("tabs and line ends pass if the caller says so", "[printable]") {
  CHECK(printable("a\tb\nc") == "a\\x09b\\x0ac");
  CHECK(printable("a\tb\nc", Blanks::tabs) == "a\tb\\x0ac");
  CHECK(printable("a\tb\nc\r", Blanks::tabs_and_lines) == "a\tb\nc\\x0d");
}

}  // namespace
}  // namespace trace
