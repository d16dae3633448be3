// SPDX-License-Identifier: Apache-2.0
#include "rules/show/lint.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "common/base/text.h"
#include "common/predicate/atom.h"

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

// Directories that are links on most machines (file-hierarchy(7)), and what they lead to.
struct LinkedDirectory {
  std::string_view link, target;
};
constexpr auto kLinkedDirectories = std::to_array<LinkedDirectory>({
    {"/bin/", "/usr/bin/"},
    {"/sbin/", "/usr/sbin/"},
    {"/lib/", "/usr/lib/"},
    {"/lib32/", "/usr/lib32/"},
    {"/lib64/", "/usr/lib64/"},
    {"/var/run/", "/run/"},
    {"/var/lock/", "/run/lock/"},
});

// Where the path is if its directory is a link; empty if it is none.
std::string without_link(std::string_view path) {
  for (const LinkedDirectory& one : kLinkedDirectories) {
    if (path.starts_with(one.link)) return std::string(one.target).append(path.substr(one.link.size()));
  }
  return {};
}

// Texts that paths of the kernel are asked for, whole or by their beginning.
std::set<std::string> paths_of(const Rule& rule) {
  std::set<std::string> paths;
  for (const Clause& clause : rule.clauses) {
    for (const Atom& atom : clause.program.atoms()) {
      if (atom.op != Op::equal && atom.op != Op::starts_with) continue;
      if (type_of(atom.field, clause.program.event()).text != TextKind::kernel_path) continue;
      for (const Operand& operand : atom.operands) {
        if (const auto* text = std::get_if<std::string>(&operand)) paths.insert(*text);
      }
    }
  }
  return paths;
}

class Linter {
 public:
  explicit Linter(const RuleSet& set) : set_(set) {
    for (const RuleTest& test : set.tests) tests_[test.rule].push_back(&test);
  }

  std::vector<std::string> run() {
    for (const Rule& rule : set_.rules) check(rule);
    return std::move(complaints_);
  }

 private:
  void check_paths(const Rule& rule) {
    const std::set<std::string> paths = paths_of(rule);
    for (const std::string& path : paths) {
      const std::string other = without_link(path);
      if (other.empty() || paths.contains(other)) continue;
      complaints_.push_back(rule.where + ": " + rule.metadata.name + " asks for " + in_quotes(path) + " and not for " +
                            in_quotes(other) + ", which it is where that directory is a link");
    }
  }

  void check(const Rule& rule) {
    check_paths(rule);
    const Kinds of_rule = looked_at(rule);
    Kinds found;  // by a test that expects a detection
    const std::vector<const RuleTest*>& tests = tests_[rule.metadata.name];
    for (const RuleTest* test : tests) {
      if (test->detections > 0) found.merge(kinds_in(*test, of_rule));
    }
    if (tests.empty()) {
      complaints_.push_back(rule.where + ": " + rule.metadata.name + " has no tests");
      return;
    }
    for (const RuleTest* test : tests) {
      if (test->detections == 0) check_quiet(*test, of_rule, found);
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
  std::map<std::string_view, std::vector<const RuleTest*>> tests_;  // by the name of their rule
  std::vector<std::string> complaints_;
};

}  // namespace

std::vector<std::string> lint(const RuleSet& set) {
  return Linter(set).run();
}

}  // namespace trace
