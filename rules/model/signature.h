// SPDX-License-Identifier: Apache-2.0
// A signature that was loaded: for each event that it looks at, a program, and what a finding
// carries.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/predicate/program.h"
#include "rules/model/detection.h"

namespace trace {

struct DataField {
  std::string name;
  std::variant<Field, DataValue> value;  // read from the event, or constant
};

// One condition on one event.
struct Clause {
  Program program;
  std::vector<DataField> data;
  // Reads the first element of a list that passes. The finding gets it whole, under the name before
  // its "=".
  std::optional<Atom> data_from;
};

struct Signature {
  Metadata metadata;
  std::vector<Clause> clauses;
};

// What a finding of this clause carries. REQUIRES: the clause's program holds on the event.
FindingData finding_data(const Clause& clause, const Event& event);

}  // namespace trace
