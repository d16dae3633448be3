// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/read_tests.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "rules/lang/signature/test_event.h"
#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

Status expectation(const YamlNode& node, const SourceFile& file, RuleTest& test) {
  TRY_ASSIGN(const std::string text, required_scalar(node, "expect", file));
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, test.detections);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return file.error(node["expect"].at, "\"expect\" is the number of detections");
  }
  const YamlNode& data = node["data"];
  if (!data) return ok();
  test.checks_data = true;
  if (!data.is_mapping()) return file.error(data.at, "\"data\" must be a mapping");
  for (std::size_t i = 0; i < data.keys.size(); ++i) {
    TRY_ASSIGN(std::string value, scalar(data.items[i], "data", file));
    test.data.emplace_back(data.keys[i].text, std::move(value));
  }
  std::sort(test.data.begin(), test.data.end());
  return ok();
}

Result<RuleTest> test_of(const YamlNode& node, const SourceFile& file) {
  constexpr auto kKeys = std::to_array<std::string_view>({"name", "events", "expect", "data"});
  TRY(check_keys(node, kKeys, file));
  RuleTest test;
  TRY_ASSIGN(test.name, required_scalar(node, "name", file));
  const Position at = node["name"].at;
  test.where = file.name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  if (!node["events"] || !node["events"].is_sequence()) {
    return file.error(node.at, "\"events\" must be a list of events");
  }
  for (const YamlNode& event : node["events"].items) {
    TRY_ASSIGN(OwnedEvent owned, parse_test_event(event, file));
    test.events.push_back(std::move(owned));
  }
  TRY(expectation(node, file, test));
  return test;
}

}  // namespace

Status read_tests(const Document& rule, const std::string& name, std::deque<RuleTest>& out) {
  const auto& [file, node, kind] = rule;
  const YamlNode& list = node["tests"];
  if (!list) return ok();
  if (!list.is_sequence()) return file->error(list.at, "\"tests\" must be a list");
  for (const YamlNode& one : list.items) {
    TRY_ASSIGN(RuleTest test, test_of(one, *file));
    test.rule = name;
    out.push_back(std::move(test));
  }
  return ok();
}

}  // namespace trace
