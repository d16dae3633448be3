// SPDX-License-Identifier: Apache-2.0
// Own signatures beside the shipped ones.
#include "rules/lang/signature/loader.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "rules/engine/evaluator.h"
#include "rules/show/signature_tests.h"

namespace trace {
namespace {

// A rule that finds a descriptor in $numbers, whose test says that it finds 7.
std::string rule(const std::string& id, int detections) {
  return "---\n{kind: rule, id: " + id + ", name: n" + id + ", version: 1, title: t, severity: low, events: dup, " +
         "where: oldfd in $numbers, tests: [{name: t, events: [{event: dup, oldfd: 7}], expect: " +
         std::to_string(detections) + "}]}\n";
}
const std::string kNumbers = "---\n{kind: list, name: numbers, items: [1]}\n";

RuleSet loaded(const std::string& shipped, const std::string& own, ShippedRules rules = ShippedRules::loaded) {
  auto set = load_signatures({{"own.yaml", own}}, {{"shipped/a.yaml", shipped}}, rules);
  if (!set) FAIL(set.error().message);
  for (const std::string& failure : run_signature_tests(*set)) FAIL_CHECK(failure);
  return *std::move(set);
}

std::string error_of(const std::string& shipped, const std::string& own) {
  const auto set = load_signatures({{"own.yaml", own}}, {{"shipped/a.yaml", shipped}}, ShippedRules::loaded);
  return set ? "no error" : set.error().message.substr(0, set.error().message.find('\n'));
}

TEST_CASE("own rules stand beside the shipped ones, or alone") {
  CHECK(loaded(kNumbers + rule("S", 0), rule("O", 0)).rules.size() == 2);
  CHECK(loaded(kNumbers + rule("S", 0), rule("O", 0), ShippedRules::left_out).rules.size() == 1);
}

TEST_CASE("a list of one's own is for one's own rules") {
  loaded(kNumbers + rule("S", 0), "---\n{kind: list, name: numbers, items: [7]}\n" + rule("O", 1));
}

TEST_CASE("a shipped list is extended for the shipped rules, and for one's own") {
  loaded(kNumbers + rule("S", 1), "---\n{kind: extend, list: numbers, items: [7]}\n" + rule("O", 1));
}

TEST_CASE("a list of one's own is extended too, wherever that stands") {
  loaded(
      kNumbers + rule("S", 0),
      "---\n{kind: extend, list: numbers, items: [7]}\n---\n{kind: list, name: numbers, items: [8]}\n" + rule("O", 1));
}

TEST_CASE("a shipped rule is disabled by id or name, and one's own may take its id") {
  CHECK(loaded(kNumbers + rule("S", 0) + rule("T", 0) + rule("U", 0), "{kind: disable, rules: [S, nT]}").rules.size() ==
        1);
  CHECK(loaded(kNumbers + rule("S", 0), "{kind: disable, rules: S, description: d}\n" + rule("S", 0)).rules.size() ==
        1);
  CHECK(error_of(kNumbers + rule("S", 0), rule("S", 0)) ==
        "own.yaml:2:18: id \"S\" is taken: see shipped/a.yaml:4 (kind: disable leaves that one out)");
}

TEST_CASE("what is to be disabled and is no shipped rule is kept for those who know others") {
  const RuleSet set = loaded(kNumbers + rule("Sudo", 0), "{kind: disable, rules: [Suda]}");
  REQUIRE(set.disabled_elsewhere.size() == 1);
  CHECK(set.disabled_elsewhere[0].first == "Suda");
  CHECK(set.disabled_elsewhere[0].second.message.starts_with(
      "own.yaml:1:25: there is no shipped signature \"Suda\" (did you mean \"Sudo\"?)"));
}

TEST_CASE("what is wrong in such documents is told where it stands") {
  CHECK(error_of(kNumbers, "{kind: extend, list: numbrs, items: [7]}") ==
        "own.yaml:1:22: there is no list \"numbrs\" to extend (did you mean \"numbers\"?)");
  CHECK(error_of(kNumbers, "{kind: extend, list: numbers}") == "own.yaml:1:1: key \"items\" is missing");
  CHECK(error_of(kNumbers, "{kind: extend, items: [7]}") == "own.yaml:1:1: key \"list\" is missing");
  CHECK(error_of(kNumbers, "{kind: disable}") == "own.yaml:1:1: key \"rules\" is missing");
  CHECK(error_of(kNumbers, "{kind: disable, rule: X}") ==
        "own.yaml:1:17: unknown key \"rule\" (did you mean \"rules\"?)");
}

}  // namespace
}  // namespace trace
