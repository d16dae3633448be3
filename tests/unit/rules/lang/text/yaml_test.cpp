// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/yaml.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

using Kind = YamlNode::Kind;
using Style = YamlNode::Style;

YamlNode parsed(const std::string& text) {
  auto documents = parse_yaml({"f.yaml", text});
  if (!documents) FAIL(documents.error().message);
  REQUIRE(documents->size() == 1);
  return std::move(documents->front());
}

std::string error_of(const std::string& text, const YamlLimits& limits = {}) {
  const auto documents = parse_yaml({"f.yaml", text}, limits);
  return documents ? "no error" : documents.error().message;
}

// Without the line and the caret.
std::string first_line(const std::string& message) {
  return message.substr(0, message.find('\n'));
}

std::string repeated(const std::string& text, std::size_t bytes) {
  std::string all;
  all.reserve(bytes + text.size());
  while (all.size() < bytes) all += text;
  return all;
}

bool is_at(const YamlNode& node, std::uint32_t line, std::uint32_t column) {
  return node.at.line == line && node.at.column == column;
}

TEST_CASE("a scalar has its text, its style, and its bytes of the file") {
  const std::string text = "plain: a b\nsingle: 'it''s'\ndouble: \"\\u00e9\"\nliteral: |-\n  x\nfolded: >-\n  y\n  z\n";
  const YamlNode map = parsed(text);
  const auto check = [&](std::string_view key, Style style, std::string_view value, std::string_view bytes) {
    INFO(key);
    const YamlNode& node = map[key];
    CHECK(node.style == style);
    CHECK(node.text == value);
    CHECK(text.substr(node.begin, node.end - node.begin) == bytes);
  };
  check("plain", Style::plain, "a b", "a b");
  check("single", Style::single_quoted, "it's", "'it''s'");
  check("double", Style::double_quoted, "é", "\"\\u00e9\"");
  check("literal", Style::literal, "x", "|-\n  x\n");
  check("folded", Style::folded, "y z", ">-\n  y\n  z\n");
}

TEST_CASE("a column counts bytes, also behind characters of several") {
  CHECK(is_at(parsed("é: {ü: x}")["é"]["ü"], 1, 10));
  CHECK(is_at(parsed("a: é\r\nb: x\r\n")["b"], 2, 4));
}

TEST_CASE("what is empty or called null is null, unless it is quoted") {
  for (const char* text : {"", "~", "null", "Null", "NULL"})
    CHECK(parsed("a: " + std::string(text))["a"].kind == Kind::null);
  CHECK(parsed("a: 'null'")["a"].kind == Kind::scalar);
  CHECK(parsed("a: \"\"")["a"].kind == Kind::scalar);
}

TEST_CASE("documents are in order, without empty ones") {
  const auto documents = parse_yaml({"f.yaml", "a: 1\n---\n# nothing\n---\n[x, y]\n...\n"});
  REQUIRE(documents);
  REQUIRE(documents->size() == 2);
  CHECK((*documents)[1].items.size() == 2);
  CHECK(first_line(error_of("# nothing\n")) == "f.yaml: there is nothing in it");
}

TEST_CASE("a key that is not there is missing, at every depth") {
  const YamlNode map = parsed("a: [b]");
  CHECK_FALSE(map["x"]);
  CHECK_FALSE(map["x"]["y"]);
  CHECK_FALSE(map["a"]["b"]);
  CHECK(map["a"]);
}

TEST_CASE("what is not YAML is refused where it stands") {
  CHECK(error_of(",\n").starts_with("f.yaml:1:1: did not find expected node content"));
  CHECK(error_of("\"a\", b\n") == "f.yaml:1:4: did not find expected <document start>\n  \"a\", b\n     ^");
  CHECK(error_of("a: [b,\nc: d\n")
            .starts_with("f.yaml:3:1: did not find expected ',' or ']' while parsing a flow sequence "
                         "that begins at 1:4"));
  CHECK(error_of("a: 'x\nb: y\n") == "f.yaml:1:4: this quote is not closed\n  a: 'x\n     ^");
  CHECK(error_of("a: 1\n  b: 2\n") == "f.yaml:2:4: mapping values are not allowed in this context\n    b: 2\n     ^");
  CHECK(error_of("a: \"\\q\"\n").starts_with("f.yaml:1:5: found unknown escape character"));
}

TEST_CASE("a text that is not UTF-8 is refused at the byte") {
  CHECK(first_line(error_of("a: é\nb: \xff\n")) == "f.yaml:2:4: not a text: invalid leading UTF-8 octet");
  CHECK(first_line(error_of(std::string("a\0b", 3))) == "f.yaml: not a text: byte 1 is 0");
}

TEST_CASE("anchors, aliases and tags are refused") {
  CHECK(first_line(error_of("a: &x 1\n")) == "f.yaml:1:4: anchors are not supported (define a list or a macro)");
  CHECK(first_line(error_of("a: *x\n")) == "f.yaml:1:4: aliases are not supported (define a list or a macro)");
  CHECK(first_line(error_of("a: !!binary aGk=\n")) == "f.yaml:1:4: tags are not supported");
  CHECK(first_line(error_of("&a [*a")) == "f.yaml:1:1: anchors are not supported (define a list or a macro)");
}

TEST_CASE("each limit is an error with its place") {
  const YamlLimits small{.file_bytes = 100, .scalar_bytes = 10, .nodes = 5, .depth = 3};
  CHECK(error_of(std::string(101, ' '), small) == "f.yaml: longer than 100 bytes");
  CHECK(first_line(error_of("a: 12345678901", small)) == "f.yaml:1:4: this value is longer than 10 bytes");
  CHECK(first_line(error_of("[a, b, c, d, e]", small)) == "f.yaml:1:14: the file has more than 5 values");
  CHECK(first_line(error_of("[[[[a]]]]", small)) == "f.yaml:1:4: this is nested too deeply");
  CHECK(error_of("[[[a]]]", small) == "no error");
}

// Each once took all memory or all time of one YAML library or another; 10 MB of it is refused at once.
TEST_CASE("a file that is made to exhaust the reader is refused") {
  constexpr std::size_t kBytes = 10'000'000;
  for (const char* piece :
       {"{", "[", "- ", "? ", "[a,", "{a: b, ", "[?", "&a [", "a: ", "\"a\", ", "[\"a\":", "!", ",\n"}) {
    INFO(piece);
    CHECK(error_of(repeated(piece, kBytes)).starts_with("f.yaml:1:"));
  }
  CHECK(first_line(error_of("[" + repeated("a,", kBytes) + "a]")).ends_with("the file has more than 500000 values"));
  CHECK(first_line(error_of(repeated("- a\n", kBytes))).ends_with("the file has more than 500000 values"));
  CHECK(first_line(error_of("a: \"" + repeated("\\u0041", kBytes) + "\"")).ends_with("longer than 1048576 bytes"));
  CHECK(first_line(error_of(repeated("---\n", kBytes))).ends_with("the file has more than 500000 values"));
}

}  // namespace
}  // namespace trace
