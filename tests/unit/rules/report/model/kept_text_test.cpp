// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/kept_text.h"

#include <catch2/catch.hpp>

#include "common/base/text.h"

namespace trace {
namespace {

TEST_CASE("a short text is kept as it is") {
  CHECK(kept("abc", 3) == "abc");
  CHECK(kept("") == "");
}

TEST_CASE("of a long text the beginning is kept, and how much more there was") {
  CHECK(kept("abcdef", 4) == "abcd… (2 bytes more)");
}

TEST_CASE("a text is not cut within a character") {
  CHECK(kept("ab\xe2\x82\xac", 4) == "ab… (3 bytes more)");
  CHECK(
      is_utf8(kept("ab\xe2\x82\xac"
                   "cd",
                   3)));
}

TEST_CASE("bytes that continue nothing are no character to look for the beginning of") {
  CHECK(kept(std::string(10, '\x80'), 8) == std::string(4, '\x80') + "… (6 bytes more)");
}

}  // namespace
}  // namespace trace
