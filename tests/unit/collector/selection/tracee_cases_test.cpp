// SPDX-License-Identifier: Apache-2.0
// Tracee's own filter cases, each an expression list and the values that it lets through, as its
// version 0.23.1 was seen to do. Where its documentation says otherwise than its code does, the
// documentation is followed; those rows stand by name in kDifferent, with what happens here and
// why.
#include <array>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"
#include "tests/support/event_builder.h"
#include "tests/support/facts.h"

namespace trace {
namespace {

struct Difference {
  std::string_view row;     // kind and expressions, as row_name() makes it
  std::string_view passes;  // the values that pass here, or "error"
  std::string_view why;
};

constexpr auto kDifferent = std::to_array<Difference>({
    {"int !=0 !=1", "-1 -13 -2 10 100 11 2 4 5 6 9", "!= works without = beside it"},
    {"uint32 !=0", "1 10 100 11 2 4 5 6 9", "!= works without = beside it"},
    {"uint32 >4 <6", "5", "ranges narrow each other"},
    {"int >0 <10", "1 2 4 5 6 9", "ranges narrow each other"},
    {"int <5 >5", "", "ranges narrow each other"},
    {"uint32 >5 >1", "10 100 11 6 9", "ranges narrow each other"},
    {"int >5 >1", "10 100 11 6 9", "ranges narrow each other"},
    {"int >0 !=5", "1 10 100 11 2 4 6 9", "!= narrows"},
    {"uint32 >0 !=5", "1 10 100 11 2 4 6 9", "!= narrows"},
    {"int =0 !=0", "", "!= narrows what = lets through"},
    {"string =a,,b", "error", "an empty element is an error, not a crash"},
    {"string ==a", "error", "== is no operator"},
    {"string !==a", "error", "!== is no operator"},
});

constexpr std::string_view kError = "error";

// A row of tests/facts/filters.tsv.
struct FilterCase {
  std::string kind;
  std::vector<std::string> expressions;
  std::vector<std::string> values;
  std::string passing;  // "error", or those of the values that pass, with a blank between them

  std::string name() const {
    std::string text = kind;
    for (const std::string& expression : expressions) text += " " + expression;
    return text;
  }
};

FilterCase case_of(const FactRow& row) {
  FilterCase one{row.at(0), {row.begin() + 2, row.end()}, {}, {}};
  if (row.at(1) == kError) {
    one.passing = kError;
    return one;
  }
  std::istringstream words(row.at(1));
  for (std::string word; words >> word;) {
    one.values.push_back(word.substr(1));
    if (word[0] == '+') one.passing += (one.passing.empty() ? "" : " ") + word.substr(1);
  }
  return one;
}

// The flag that puts an expression of that kind on something, and an event that has a value for it.
std::string flag_of(const std::string& kind, const std::string& expr) {
  if (expr == "not-container") return "openat.scope.not-container";
  if (kind == "string") return "openat.data.pathname" + expr;
  if (kind == "int") return "openat.retval" + expr;
  if (kind == "uint32") return "openat.scope.hostProcessId" + expr;
  return "sched_process_exit.data.process_group_exit" + expr;
}

Event event_with(const std::string& kind, const std::string& value, const std::string& expr) {
  Event event = event_named(kind == "bool" && expr != "not-container" ? "sched_process_exit" : "openat");
  if (kind == "string") set_argument(event, "pathname", std::string_view(value));
  if (kind == "int") event.context.retval = std::stoll(value);
  if (kind == "uint32") event.context.host_pid = static_cast<std::uint32_t>(std::stoul(value));
  if (expr == "not-container") {
    event.context.container_id = value == "true" ? "abc" : "";
  } else if (kind == "bool") {
    set_argument(event, "process_group_exit", value == "true");
  }
  return event;
}

std::string outcome_here(const FilterCase& one) {
  SelectionArgs args;
  for (const std::string& expression : one.expressions) args.events.push_back(flag_of(one.kind, expression));
  const auto selection = parse_selection(args);
  if (!selection) return std::string(kError);
  std::string passing;
  for (const std::string& value : one.values) {
    const Event event = event_with(one.kind, value, one.expressions.back());
    if (is_true(selection->filter.at(event.spec->slot), event)) passing += (passing.empty() ? "" : " ") + value;
  }
  return passing;
}

const Difference* difference_of(const std::string& name) {
  for (const Difference& one : kDifferent) {
    if (one.row == name) return &one;
  }
  return nullptr;
}

TEST_CASE("filters agree with Tracee's, but for the rows that differ on purpose") {
  std::size_t different = 0;
  for (const FactRow& row : read_facts("filters.tsv")) {
    const FilterCase one = case_of(row);
    const std::string name = one.name();
    INFO(name);
    const std::string here = outcome_here(one);
    if (const Difference* difference = difference_of(name)) {
      ++different;
      INFO(difference->why);
      CHECK(here == difference->passes);
    } else {
      CHECK(here == one.passing);
    }
  }
  CHECK(different == kDifferent.size());
}

}  // namespace
}  // namespace trace
