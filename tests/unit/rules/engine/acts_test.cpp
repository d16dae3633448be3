// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/acts.h"

#include <catch2/catch.hpp>

#include "common/predicate/compile.h"
#include "rules/engine/evaluator.h"

namespace trace {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

// A rule that finds what is opened and what is renamed.
struct Fixture {
  Fixture() {
    const EventSpec& open = *find_event("security_file_open");
    const EventSpec& rename = *find_event("security_inode_rename");
    rule.clauses.push_back({*compile(all_of({}), open), {}, {}, *parse_field("pathname", open), {}});
    rule.clauses.push_back(
        {*compile(all_of({}), rename), {}, {}, *parse_field("new_path", rename), {*parse_field("old_path", rename)}});
  }
  bool opens(std::string_view path) {
    Event event = of("security_file_open");
    event.args[*event.spec->field("pathname")].value = path;
    return acts.goes_on(rule, rule.clauses[0], event);
  }
  bool renames(std::string_view from, std::string_view to) {
    Event event = of("security_inode_rename");
    event.args[*event.spec->field("old_path")].value = from;
    event.args[*event.spec->field("new_path")].value = to;
    return acts.goes_on(rule, rule.clauses[1], event);
  }
  Event of(const char* name) const {
    Event event;
    event.spec = find_event(name);
    event.context.host_pid = pid;
    event.context.time_ns = now_ns;
    return event;
  }

  Rule rule{{"R", "r", "1", "t", "", {}, Severity::low, {}}, {}};
  Acts acts;
  std::uint32_t pid = 7;
  std::uint64_t now_ns = 1000 * kSecond;
};

TEST_CASE_METHOD(Fixture, "what was opened goes on when it is renamed, once and again") {
  CHECK_FALSE(opens("/a"));
  CHECK(renames("/a", "/b"));
  CHECK(renames("/b", "/c"));
  CHECK_FALSE(renames("/x", "/c"));
}

TEST_CASE_METHOD(Fixture, "a file that is opened twice is two acts") {
  CHECK_FALSE(opens("/a"));
  CHECK_FALSE(opens("/a"));
}

TEST_CASE_METHOD(Fixture, "another process does not go on with it") {
  CHECK_FALSE(opens("/a"));
  pid = 8;
  CHECK_FALSE(renames("/a", "/b"));
}

TEST_CASE_METHOD(Fixture, "nor does another rule") {
  CHECK_FALSE(opens("/a"));
  rule.metadata.name = "s";
  CHECK_FALSE(renames("/a", "/b"));
}

TEST_CASE_METHOD(Fixture, "an act lasts for some time, and not longer for going on") {
  CHECK_FALSE(opens("/a"));
  now_ns += Acts::kLastsNs - 1;
  CHECK(renames("/a", "/a"));
  now_ns += 1;
  CHECK_FALSE(renames("/a", "/a"));
}

TEST_CASE_METHOD(Fixture, "as many acts are remembered as the limit says, the newest") {
  CHECK_FALSE(opens("/first"));
  for (std::size_t i = 0; i < Acts::kRemembered; ++i) opens("/" + std::to_string(i));
  CHECK_FALSE(renames("/first", "/x"));
  CHECK(renames("/" + std::to_string(Acts::kRemembered - 1), "/x"));
}

TEST_CASE_METHOD(Fixture, "an absent object is none") {
  CHECK_FALSE(acts.goes_on(rule, rule.clauses[0], of("security_file_open")));
  CHECK_FALSE(acts.goes_on(rule, rule.clauses[1], of("security_inode_rename")));
}

}  // namespace
}  // namespace trace
