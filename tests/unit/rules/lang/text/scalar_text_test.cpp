// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/scalar_text.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

// The byte of the file at a position.
char byte_at(std::string_view text, Position at) {
  for (std::uint32_t line = 1; line < at.line; ++line) text.remove_prefix(text.find('\n') + 1);
  return at.column - 1 < text.size() ? text[at.column - 1] : '\0';
}

// The text that a value of key "k" has; checks that every byte of it that is not white space, and that no escape made,
// is the byte of the file at its position, and that positions ascend.
SourceText aligned(const std::string& value) {
  const SourceFile file{"f.yaml", "k: " + value};
  const auto documents = parse_yaml(file);
  if (!documents) FAIL(documents.error().message);
  const auto source = text_with_positions(documents->front()["k"], "k", file);
  REQUIRE(source);
  REQUIRE(source->at.size() == source->text.size() + 1);
  Position last{1, 1};
  for (std::size_t i = 0; i < source->text.size(); ++i) {
    const Position at = source->at[i];
    INFO(value << " byte " << i << " at " << at.line << ":" << at.column);
    CHECK((at.line > last.line || (at.line == last.line && at.column >= last.column)));
    last = at;
    const char c = byte_at(file.text, at);
    const bool is_white = source->text[i] == ' ' || source->text[i] == '\n' || source->text[i] == '\t';
    if (!is_white && c != '\\') CHECK(c == source->text[i]);
  }
  return *source;
}

bool is(Position at, std::uint32_t line, std::uint32_t column) {
  return at.line == line && at.column == column;
}

TEST_CASE("every byte of a plain scalar is where it stands, over several lines too") {
  const SourceText source = aligned("aa b\n  c  d\n\n\n  e\n");
  CHECK(source.text == "aa b c  d\n\ne");
  CHECK(is(source.at[5], 2, 3));
  CHECK(is(source.at[11], 5, 3));
  CHECK(is(source.at[12], 5, 4));
}

TEST_CASE("a doubled quote is one byte") {
  const SourceText source = aligned("'it''s ''x'''\n");
  CHECK(source.text == "it's 'x'");
  CHECK(is(source.at[3], 1, 9));
  CHECK(is(source.at[8], 1, 16));
}

TEST_CASE("a character that an escape made stands where the escape does") {
  const SourceText source = aligned("\"a\\\"b\\u00e9\\x41\\\n   c\\n d\"\n");
  CHECK(source.text ==
        "a\"bé"
        "Ac\n d");
  CHECK(is(source.at[1], 1, 6));
  CHECK(is(source.at[3], 1, 9));
  CHECK(is(source.at[4], 1, 9));
  CHECK(is(source.at[5], 1, 15));
  CHECK(is(source.at[6], 2, 4));
}

TEST_CASE("lines of a literal and of a folded scalar are found, whatever their indentation") {
  const SourceText literal = aligned("|\n\n    aa\n      b\n\n    c\n\n");
  CHECK(literal.text == "\naa\n  b\n\nc\n");
  CHECK(is(literal.at[6], 4, 7));
  const SourceText folded = aligned(">2-\n    aa\n   b\n\n\n  c d\n  e\n");
  CHECK(folded.text == "  aa\n b\n\n\nc d e");
  CHECK(is(folded.at[6], 3, 4));
  CHECK(is(folded.at[10], 6, 3));
  CHECK(is(folded.at[14], 7, 3));
}

TEST_CASE("two bytes that end a line count as one break") {
  CHECK(is(aligned("a\r\n  b\r\n").at[2], 2, 3));
  CHECK(is(aligned("|\r\n  a\r\n  b\r\n").at[2], 3, 3));
}

TEST_CASE("an empty scalar is where its quotes are") {
  CHECK(is(aligned("''\n").at[0], 1, 4));
}

}  // namespace
}  // namespace trace
