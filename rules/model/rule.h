// SPDX-License-Identifier: Apache-2.0
// A rule as the engine takes it, and as every rule language makes it: for each event that it looks at, a program, and
// what a finding carries.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/result.h"
#include "common/event/owned_event.h"
#include "common/predicate/program.h"
#include "rules/model/finding.h"
#include "rules/model/metadata.h"

namespace trace {

struct DataField {
  std::string name;
  std::variant<Field, std::string> value;  // read from the event, or constant
};

// One condition on one event.
struct Clause {
  Program program;
  std::vector<DataField> data;
  // A condition on one list of texts, that one element must meet by itself. The finding gets the first that does, whole,
  // under the name before its "=".
  std::optional<Formula> data_from = {};
  // What was acted on. An act goes on if the same rule found the same process acting on the value of one of `continues`.
  std::optional<Field> object = {};
  std::vector<Field> continues = {};
};

struct Rule {
  Metadata metadata;
  std::vector<Clause> clauses;
  std::string where = {};  // file:line:column
};

// A test that stands beside a rule: the events, and what must come of them.
struct RuleTest {
  std::string rule;  // name
  std::string name;
  std::string where;  // file:line:column
  std::vector<OwnedEvent> events;
  std::size_t detections = 0;
  bool checks_data = false;
  std::vector<std::pair<std::string, std::string>> data;  // of the last detection, sorted by name
};

struct RuleSet {
  std::vector<Rule> rules;  // by id, whatever order they were loaded in
  std::deque<RuleTest> tests;
  // Rules that are disabled and were not found among these, by id or name; and what is wrong if they are nowhere else.
  std::vector<std::pair<std::string, Error>> disabled_elsewhere;
};

// Fills in what a finding of this clause carries. False: there is none, since no element meets `data_from`.
// REQUIRES: the clause's program holds on the event; `finding` is clear.
bool fill(Finding& finding, const Clause& clause, const Event& event);

}  // namespace trace
