// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/read_rule.h"

#include <catch2/catch.hpp>

#include "rules/lang/signature/parse_condition.h"

namespace trace {
namespace {

struct Fixture {
  // A rule with these keys besides those that every rule has.
  Result<Rule> read(const std::string& keys) {
    file.text = "kind: rule\nid: X-1\nname: x\nversion: 1\ntitle: t\n" + keys;
    auto documents = parse_yaml(file);
    if (!documents) return documents.error();
    document = {&file, std::move(documents->front())};
    Vocabulary vocabulary(parse_condition_within);
    return read_rule(document, vocabulary);
  }
  Rule rule(const std::string& keys) {
    auto found = read(keys);
    if (!found) FAIL(found.error().message);
    return *std::move(found);
  }
  std::string error(const std::string& keys) {
    const auto found = read(keys);
    return found ? "no error" : found.error().message.substr(0, found.error().message.find('\n'));
  }
  SourceFile file{"f.yaml", {}};
  Document document;
};

TEST_CASE_METHOD(Fixture, "a severity is one of five levels, by name or number") {
  CHECK(rule("on: ptrace\nseverity: info\n").metadata.severity == Severity::informational);
  CHECK(rule("on: ptrace\nseverity: informational\n").metadata.severity == Severity::informational);
  CHECK(rule("on: ptrace\nseverity: 3\n").metadata.severity == Severity::high);
  CHECK(rule("on: ptrace\nseverity: critical\n").metadata.severity == Severity::critical);
  CHECK(error("on: ptrace\nseverity: 5\n") ==
        "f.yaml:7:11: unknown severity \"5\" (0 to 4, or informational, low, medium, high, critical)");
}

TEST_CASE_METHOD(Fixture, "a rule has one technique, or several in their order") {
  const auto techniques = [&](const std::string& mitre) {
    return rule("on: ptrace\nseverity: 1\nmitre: " + mitre + "\n").metadata.techniques;
  };
  REQUIRE(techniques("{technique: a, external_id: T1}").size() == 1);
  const auto several = techniques("[{technique: a}, {technique: b, category: c}]");
  REQUIRE(several.size() == 2);
  CHECK(several[0].name == "a");
  CHECK(several[1].category == "c");
  CHECK(error("on: ptrace\nseverity: 1\nmitre: [{techniqe: a}]\n") ==
        "f.yaml:8:10: unknown key \"techniqe\" (did you mean \"technique\"?)");
}

TEST_CASE_METHOD(Fixture, "a rule has a clause for each event of each of its conditions") {
  CHECK(rule("severity: 1\non: [ptrace, security_file_open]\n").clauses.size() == 2);
  CHECK(rule("severity: 1\nany: [{on: ptrace}, {on: [ptrace, security_file_open]}]\n").clauses.size() == 3);
}

TEST_CASE_METHOD(Fixture, "a clause that does not name its data has those of the rule") {
  const Rule found = rule("severity: 1\ndata: {r: request}\nany: [{on: ptrace}, {on: ptrace, data: {p: pid}}]\n");
  REQUIRE(found.clauses.size() == 2);
  CHECK(found.clauses[0].data.front().name == "r");
  CHECK(found.clauses[1].data.front().name == "p");
}

}  // namespace
}  // namespace trace
