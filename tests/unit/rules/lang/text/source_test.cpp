// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/source.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

const SourceFile kFile{"f.yaml", "a: b\n\tc: é x\r\nlast"};

TEST_CASE("an error shows its line, with a caret under its byte") {
  CHECK(kFile.error({1, 4}, "wrong").message == "f.yaml:1:4: wrong\n  a: b\n     ^");
  CHECK(kFile.error({2, 8}, "wrong").message == "f.yaml:2:8: wrong\n  \tc: é x\n  \t     ^");
  CHECK(kFile.error({3, 5}, "wrong").message == "f.yaml:3:5: wrong\n  last\n      ^");
}

TEST_CASE("an error without a place names the file only") {
  CHECK(kFile.error({}, "wrong").message == "f.yaml: wrong");
}

TEST_CASE("what is in the file cannot command the terminal") {
  const SourceFile file{"f.yaml",
                        "a\x1b[31m\xc2\x9b"
                        "1m"};
  const std::string message = file.error({1, 1}, "wrong \x1b").message;
  CHECK(message.find('\x1b') == std::string::npos);
  CHECK(message.find("\xc2\x9b") == std::string::npos);
}

TEST_CASE("of a long line the part around the caret is shown") {
  const SourceFile file{"f.yaml", std::string(1000, 'x').append("HERE").append(1000, 'x')};
  const std::string message = file.error({1, 1001}, "wrong").message;
  CHECK(message.size() < 500);
  CHECK(message.find("HERE") != std::string::npos);
}

}  // namespace
}  // namespace trace
