// SPDX-License-Identifier: Apache-2.0
#include "rules/convert/json_writer.h"

#include <vector>

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("members, objects and lists") {
  std::string out;
  JsonWriter json(out);
  json.line([&] {
    json.text("a", "x\"y");
    json.number("n", -7);
    json.object("o", [&] {
      json.truth("t", true);
      json.texts("l", std::vector<std::string_view>{"1", "", "2"});
    });
    json.only_object("s", [&] { json.text("b", "c"); });
  });
  CHECK(out == "{\"a\":\"x\\\"y\",\"n\":-7,\"o\":{\"t\":true,\"l\":[\"1\",\"2\"]},\"s\":[{\"b\":\"c\"}]}\n");
}

TEST_CASE("what has nothing to say is not there") {
  std::string out;
  JsonWriter json(out);
  json.line([&] {
    json.text("a", "");
    json.object("o", [&] { json.object("p", [&] { json.texts("l", std::vector<std::string_view>{""}); }); });
    json.only_object("s", [&] { json.text("b", ""); });
    json.number("n", 1);
  });
  CHECK(out == "{\"n\":1}\n");
}

TEST_CASE("bytes that are not UTF-8 make valid JSON") {
  std::string out;
  JsonWriter json(out);
  json.line([&] { json.text("a", "\xff\x01\n"); });
  CHECK(out == "{\"a\":\"\\ufffd\\u0001\\n\"}\n");
}

}  // namespace
}  // namespace trace
