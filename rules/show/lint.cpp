// SPDX-License-Identifier: Apache-2.0
#include "rules/show/lint.h"

#include <algorithm>
#include <set>

namespace trace {
namespace {

using Kinds = std::set<const EventSpec*>;

// Kinds of events that the rule looks at.
Kinds looked_at(const Rule& rule) {
  Kinds kinds;
  for (const Clause& clause : rule.clauses) kinds.insert(&clause.program.event());
  return kinds;
}

Kinds kinds_in(const RuleTest& test, const Kinds& of_interest) {
  Kinds kinds;
  for (const OwnedEvent& owned : test.events) {
    if (of_interest.contains(owned.event.spec)) kinds.insert(owned.event.spec);
  }
  return kinds;
}

class Linter {
 public:
  explicit Linter(const RuleSet& set) : set_(set) {}

  std::vector<std::string> run() {
    for (const Rule& rule : set_.rules) check(rule);
    return std::move(complaints_);
  }

 private:
  void check(const Rule& rule) {
    const Kinds of_rule = looked_at(rule);
    Kinds found;  // by a test that expects a detection
    std::size_t tests = 0;
    for (const RuleTest& test : set_.tests) {
      if (test.rule != rule.metadata.name) continue;
      ++tests;
      if (test.detections > 0) found.merge(kinds_in(test, of_rule));
    }
    if (tests == 0) {
      complaints_.push_back(rule.where + ": " + rule.metadata.name + " has no tests");
      return;
    }
    for (const RuleTest& test : set_.tests) {
      if (test.rule == rule.metadata.name && test.detections == 0) check_quiet(test, of_rule, found);
    }
  }

  void check_quiet(const RuleTest& test, const Kinds& of_rule, const Kinds& found) {
    const std::string begin = test.where + ": " + test.rule + ", \"" + test.name + "\": ";
    const Kinds kinds = kinds_in(test, of_rule);
    if (kinds.empty()) {
      complaints_.push_back(begin + "proves nothing: " + test.rule + " looks at none of its events");
    }
    for (const EventSpec* kind : kinds) {
      if (found.contains(kind)) continue;
      complaints_.push_back(begin + "proves nothing: no test of " + test.rule + " expects a detection with " +
                            std::string(kind->name) + " among its events");
    }
  }

  const RuleSet& set_;
  std::vector<std::string> complaints_;
};

}  // namespace

std::vector<std::string> lint(const RuleSet& set) {
  return Linter(set).run();
}

}  // namespace trace
