// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/yaml_checks.h"

#include <array>

#include <catch2/catch.hpp>

namespace trace {
namespace {

struct Fixture {
  const YamlNode& root(const std::string& text) {
    file.text = text;
    documents = *parse_yaml(file);
    return documents.front();
  }
  template <class T>
  static std::string first_line(const Result<T>& result) {
    return result ? "no error" : result.error().message.substr(0, result.error().message.find('\n'));
  }
  SourceFile file{"f.yaml", ""};
  std::vector<YamlNode> documents;
};

constexpr auto kKnown = std::to_array<std::string_view>({"name", "items"});

TEST_CASE_METHOD(Fixture, "a key that is unknown, doubled or no scalar is an error at the key") {
  CHECK(check_keys(root("name: a\nitems: b\n"), kKnown, file));
  CHECK(first_line(check_keys(root("name: a\nitem: b\n"), kKnown, file)) ==
        "f.yaml:2:1: unknown key \"item\" (did you mean \"items\"?)");
  CHECK(first_line(check_keys(root("name: a\nname: b\n"), kKnown, file)) == "f.yaml:2:1: key \"name\" stands twice");
  CHECK(first_line(check_keys(root("[name]: a\n"), kKnown, file)) == "f.yaml:1:1: unknown key \"\"");
  CHECK(first_line(check_keys(root("- name\n"), kKnown, file)) == "f.yaml:1:1: expected a mapping (key: value)");
}

TEST_CASE_METHOD(Fixture, "a value that must be a single one is neither null nor a list") {
  CHECK(*required_scalar(root("name: a"), "name", file) == "a");
  CHECK(first_line(required_scalar(root("items: a"), "name", file)) == "f.yaml:1:1: key \"name\" is missing");
  CHECK(first_line(required_scalar(root("name:"), "name", file)) == "f.yaml:1:6: \"name\" is empty");
  CHECK(first_line(required_scalar(root("name: ''"), "name", file)) == "f.yaml:1:7: \"name\" is empty");
  CHECK(first_line(required_scalar(root("name: [a]"), "name", file)) == "f.yaml:1:7: \"name\" must be a single value");
  CHECK(optional_scalar(root("items: a"), "name", file)->empty());
}

TEST_CASE_METHOD(Fixture, "a list may be written as a single value") {
  CHECK(*scalars(root("items: a")["items"], "items", file) == std::vector<std::string>{"a"});
  CHECK(*scalars(root("items: [a, b]")["items"], "items", file) == std::vector<std::string>{"a", "b"});
  CHECK(first_line(scalars(root("items: [a, [b]]")["items"], "items", file)) ==
        "f.yaml:1:12: \"items\" must be a single value");
}

}  // namespace
}  // namespace trace
