// SPDX-License-Identifier: Apache-2.0
#include "rules/model/finding.h"

#include <catch2/catch.hpp>

#include "tests/support/findings.h"

namespace trace {
namespace {

TEST_CASE("bytes that are kept stay where they are until the finding is cleared") {
  Finding finding;
  std::vector<std::string_view> kept;
  for (int i = 0; i < 100; ++i) kept.push_back(finding.keep(std::to_string(i)));
  for (int i = 0; i < 100; ++i) CHECK(kept[static_cast<std::size_t>(i)] == std::to_string(i));
  finding.clear();
  CHECK(finding.keep("again") == "again");
}

TEST_CASE("data are sorted by name, and of two with a name the first stays first") {
  Finding finding;
  finding.add("b", std::int64_t{1});
  finding.add("c", true);
  finding.add("b", std::int64_t{2});
  finding.add("a", std::string_view("x"));
  finding.sort();
  REQUIRE(finding.data().size() == 4);
  CHECK(finding.data()[0].first == "a");
  CHECK(std::get<std::int64_t>(finding.data()[1].second) == 1);
  CHECK(std::get<std::int64_t>(finding.data()[2].second) == 2);
  CHECK(finding.data()[3].first == "c");
}

TEST_CASE("a finding that was cleared has neither data nor events") {
  Finding finding;
  const Event event;
  finding.add("a", true);
  finding.add_event(event);
  finding.clear();
  CHECK(finding.data().empty());
  CHECK(finding.earlier_events().empty());
}

}  // namespace
}  // namespace trace
