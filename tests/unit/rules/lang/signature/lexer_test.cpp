// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/lexer.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

using Kind = Token::Kind;

SourceText in_line_1(std::string text) {
  SourceText source{std::move(text), {}};
  for (std::uint32_t column = 1; column <= source.text.size() + 1; ++column) source.at.push_back({1, column});
  return source;
}

// The texts of the tokens of one kind.
std::vector<std::string> texts(const std::string& text, Kind kind) {
  const auto tokens = tokens_of(in_line_1(text), {});
  if (!tokens) FAIL(tokens.error().message);
  std::vector<std::string> found;
  for (const Token& token : *tokens) {
    if (token.kind == kind) found.push_back(token.text);
  }
  return found;
}

std::string error_of(const std::string& text) {
  const auto tokens = tokens_of(in_line_1(text), {"f", {}});
  return tokens ? "no error" : tokens.error().message;
}

using Texts = std::vector<std::string>;

TEST_CASE("a word has letters, digits, dots, inner minus signs, and one element") {
  CHECK(texts("argv[0][1]", Kind::word) == Texts{"argv[0]"});
  CHECK(error_of("a-").starts_with("f:1:2: \"-\" is not expected here"));
  CHECK(texts("args.argv[0] kube-proxy", Kind::word) == Texts{"args.argv[0]", "kube-proxy"});
}

TEST_CASE("a number is as it is written") {
  CHECK(texts("007 -1 0x1f 10.0.0.1", Kind::number) == Texts{"007", "-1", "0x1f", "10.0.0.1"});
}

TEST_CASE("only the quote and the backslash are escaped in double quotes, nothing in single ones") {
  CHECK(texts(R"("a\"b\\c\d" 'x\"')", Kind::string) == Texts{R"(a"b\c\d)", R"(x\")"});
}

TEST_CASE("the longest sign is taken, but an i that begins a word is not part of it") {
  CHECK(texts("a !=i b", Kind::sign) == Texts{"!=i"});
  CHECK(texts("a =id", Kind::sign) == Texts{"="});
  CHECK(texts("a<=b", Kind::sign) == Texts{"<="});
}

TEST_CASE("a token is where its first byte is") {
  const auto tokens = tokens_of(in_line_1("a  = 'b'"), {});
  REQUIRE(tokens);
  REQUIRE(tokens->size() == 4);
  CHECK((*tokens)[1].at.column == 4);
  CHECK((*tokens)[2].at.column == 6);
  CHECK((*tokens)[3].kind == Kind::end);
  CHECK((*tokens)[3].at.column == 9);
}

TEST_CASE("a byte that begins no token is an error with a suggestion") {
  CHECK(error_of("a & b") == "f:1:3: \"&\" is not expected here (write \"and\")");
  CHECK(error_of("a | b") == "f:1:3: \"|\" is not expected here (write \"or\"; flags are joined without blanks, A|B)");
  CHECK(error_of("a = 'b").starts_with("f:1:5: this string is not closed"));
}

TEST_CASE("a name is one word without an element") {
  CHECK(is_word("opened_for-writing"));
  for (const char* text : {"", "a b", "a[0]", "1a", "/x", "a "}) CHECK_FALSE(is_word(text));
}

}  // namespace
}  // namespace trace
