// SPDX-License-Identifier: Apache-2.0
#include "rules/builtin/shipped.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "rules/engine/evaluator.h"
#include "rules/lang/signature/loader.h"
#include "rules/show/signature_tests.h"

namespace trace {
namespace {

RuleSet shipped_set() {
  const auto files = shipped_signatures();
  auto set = load_signatures(files, files);
  if (!set) FAIL(set.error().message);
  return *std::move(set);
}

TEST_CASE("the shipped signatures pass their own tests") {
  for (const std::string& failure : run_signature_tests(shipped_set())) FAIL_CHECK(failure);
  SUCCEED();
}

TEST_CASE("every shipped signature has a test that fires and one that does not") {
  const RuleSet set = shipped_set();
  for (const Rule& rule : set.rules) {
    const auto has = [&](bool fires) {
      return std::any_of(set.tests.begin(), set.tests.end(), [&](const RuleTest& test) {
        return test.rule == rule.metadata.name && (test.detections > 0) == fires;
      });
    };
    INFO(rule.metadata.name);
    CHECK(has(true));
    CHECK(has(false));
  }
}

TEST_CASE("the order of files changes nothing") {
  auto files = shipped_signatures();
  auto forward = load_signatures(files, {});
  std::reverse(files.begin(), files.end());
  auto backward = load_signatures(files, {});
  REQUIRE(forward);
  REQUIRE(backward);
  CHECK(Evaluator(std::move(forward->rules), {}).explain() == Evaluator(std::move(backward->rules), {}).explain());
}

TEST_CASE("a directory's list replaces the shipped one of that name") {
  const std::string rule =
      "kind: list\nname: standard_streams\nitems: [7]\n---\nkind: rule\nid: X-1\nname: x\nversion: "
      "1\ntitle: x\n"
      "severity: high\non: dup\nwhere: oldfd in $standard_streams\n"
      "tests:\n  - {name: seven, events: [{on: dup, oldfd: 7}], expect: 1}\n"
      "  - {name: one, events: [{on: dup, oldfd: 1}], expect: 0}\n";
  const auto set = load_signatures({{"my.yaml", rule}}, shipped_signatures());
  if (!set) FAIL(set.error().message);
  CHECK(set->rules.size() == 1);
  CHECK(run_signature_tests(*set).empty());
}

TEST_CASE("a test that fails says what was expected") {
  const std::string rule =
      "kind: rule\nid: X-1\nname: x\nversion: 1\ntitle: x\nseverity: 0\non: dup\n"
      "data: {fd: oldfd, why: {constant: because}}\n"
      "tests:\n  - {name: a, events: [{on: dup, oldfd: 7}], expect: 0}\n"
      "  - {name: b, events: [{on: dup, oldfd: 7}], expect: 1, data: {fd: 8}}\n";
  const auto set = load_signatures({{"my.yaml", rule}}, {});
  if (!set) FAIL(set.error().message);
  const auto failures = run_signature_tests(*set);
  REQUIRE(failures.size() == 2);
  CHECK(failures[0] == "my.yaml:10:12: x, \"a\": expected 0 detections, got 1");
  CHECK(failures[1] == "my.yaml:11:12: x, \"b\": expected data {fd: 8}, got {fd: 7, why: because}");
}

}  // namespace
}  // namespace trace
