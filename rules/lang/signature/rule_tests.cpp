// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/rule_tests.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace trace {
namespace {

Status expectation(const YAML::Node& node, const SourceFile& file, SignatureTest& test) {
  TRY_ASSIGN(const std::string text, required_scalar(node, "expect", file));
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, test.detections);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return file.error(position_of(node["expect"]), "\"expect\" is the number of detections");
  }
  const YAML::Node data = node["data"];
  if (!data) return ok();
  test.checks_data = true;
  if (!data.IsMap()) return file.error(position_of(data), "\"data\" must be a mapping");
  for (const auto& entry : data) {
    TRY_ASSIGN(std::string value, scalar(entry.second, "data", file));
    test.data.emplace_back(entry.first.Scalar(), std::move(value));
  }
  std::sort(test.data.begin(), test.data.end());
  return ok();
}

Result<SignatureTest> test_of(const YAML::Node& node, const SourceFile& file) {
  constexpr auto kKeys = std::to_array<std::string_view>({"name", "events", "expect", "data"});
  TRY(check_keys(node, kKeys, file));
  SignatureTest test;
  TRY_ASSIGN(test.name, required_scalar(node, "name", file));
  const Position at = position_of(node["name"]);
  test.where = file.name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  if (!node["events"] || !node["events"].IsSequence()) {
    return file.error(position_of(node), "\"events\" must be a list of events");
  }
  for (const YAML::Node& event : node["events"]) {
    TRY_ASSIGN(OwnedEvent owned, parse_test_event(event, file));
    test.events.push_back(std::move(owned));
  }
  TRY(expectation(node, file, test));
  return test;
}

}  // namespace

Status read_tests(const Document& rule, const std::string& signature, std::deque<SignatureTest>& out) {
  const auto& [file, node] = rule;
  const YAML::Node list = node["tests"];
  if (!list) return ok();
  if (!list.IsSequence()) return file->error(position_of(list), "\"tests\" must be a list");
  for (const YAML::Node& one : list) {
    TRY_ASSIGN(SignatureTest test, test_of(one, *file));
    test.signature = signature;
    out.push_back(std::move(test));
  }
  return ok();
}

}  // namespace trace
