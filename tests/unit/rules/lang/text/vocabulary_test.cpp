// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/vocabulary.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

const SourceFile kFile{"f.yaml", {}};

// A language of one kind of condition: the name of another macro, or a field that exists.
Result<Expr> parse(const SourceText& source, const SourceFile&, Vocabulary& vocabulary, Room& room) {
  if (vocabulary.has_macro(source.text)) return vocabulary.macro(source.text, room);
  return test(source.text, Op::exists, {});
}

Status add_macro(Vocabulary& vocabulary, const char* name, const char* condition) {
  return vocabulary.add_macro(name, {condition, {}}, {}, kFile);
}

TEST_CASE("a macro stands for its condition, also one that uses another, whatever their order") {
  Vocabulary vocabulary(parse);
  REQUIRE(add_macro(vocabulary, "outer", "inner"));
  REQUIRE(add_macro(vocabulary, "inner", "pathname"));
  Room room;
  const auto expr = vocabulary.macro("outer", room);
  REQUIRE(expr);
  CHECK(std::get<Test>(expr->node).field == "pathname");
}

TEST_CASE("a macro that uses itself through another is an error") {
  Vocabulary vocabulary(parse);
  REQUIRE(add_macro(vocabulary, "a", "b"));
  REQUIRE(add_macro(vocabulary, "b", "a"));
  Room room;
  const auto expr = vocabulary.macro("a", room);
  REQUIRE_FALSE(expr);
  CHECK(expr.error().message == "f.yaml: macro \"a\" uses itself");
}

TEST_CASE("a name is defined once in a layer, and a later layer replaces it") {
  Vocabulary vocabulary(parse);
  vocabulary.begin_layer();
  REQUIRE(vocabulary.add_list("shells", {Literal("sh")}, {}, kFile));
  CHECK_FALSE(vocabulary.add_list("shells", {Literal("bash")}, {}, kFile));
  vocabulary.begin_layer();
  REQUIRE(vocabulary.add_list("shells", {Literal("bash")}, {}, kFile));
  REQUIRE(vocabulary.list("shells") != nullptr);
  CHECK(std::get<std::string>(vocabulary.list("shells")->front()) == "bash");
  CHECK(vocabulary.list("other") == nullptr);
}

}  // namespace
}  // namespace trace
