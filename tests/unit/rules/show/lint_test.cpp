// SPDX-License-Identifier: Apache-2.0
#include "rules/show/lint.h"

#include <catch2/catch.hpp>

#include "rules/builtin/shipped.h"
#include "rules/lang/signature/loader.h"

namespace trace {
namespace {

std::vector<std::string> complaints(const std::string& tests) {
  const auto set = load_signatures(
      {{"f.yaml", "kind: rule\nid: X\nname: x\nversion: 1\ntitle: t\nseverity: low\nevents: [dup, ptrace]\n" + tests}},
      {});
  if (!set) FAIL(set.error().message);
  return lint(*set);
}

TEST_CASE("the shipped signatures have nothing to complain of") {
  const auto shipped = shipped_signatures();
  const auto set = load_signatures(shipped, shipped);
  REQUIRE(set);
  CHECK(lint(*set) == std::vector<std::string>());
}

TEST_CASE("a signature without tests is named") {
  CHECK(complaints("") == std::vector<std::string>{"f.yaml:1:1: x has no tests"});
}

TEST_CASE("a test that expects nothing needs a twin that expects something of such an event") {
  const std::string quiet = "tests:\n  - {name: q, events: [{event: dup}], expect: 0}\n";
  CHECK(complaints(quiet) == std::vector<std::string>{"f.yaml:9:12: x, \"q\": proves nothing: no test of x expects a "
                                                      "detection with dup among its events"});
  CHECK(complaints(quiet + "  - {name: p, events: [{event: ptrace}], expect: 1}\n").size() == 1);
  CHECK(complaints(quiet + "  - {name: p, events: [{event: dup}], expect: 1}\n").empty());
}

TEST_CASE("a test of an event that the signature does not look at proves nothing") {
  CHECK(complaints("tests:\n  - {name: q, events: [{event: dup2}], expect: 0}\n") ==
        std::vector<std::string>{"f.yaml:9:12: x, \"q\": proves nothing: x looks at none of its events"});
}

TEST_CASE(
    "a path below a directory that is a link on most machines has to be asked for by what that leads to as well") {
  const auto of = [](const std::string& condition) {
    const auto set = load_signatures({{"f.yaml",
                                       "kind: rule\nid: X\nname: x\nversion: 1\ntitle: t\nseverity: low\n"
                                       "events: sched_process_exec\nwhere: " +
                                           condition +
                                           "\n"
                                           "tests: [{name: p, events: [{event: sched_process_exec, pathname: /bin/sh, "
                                           "context.executable: /bin/sh}], expect: 1}]\n"}},
                                     {});
    if (!set) FAIL(set.error().message);
    return lint(*set);
  };
  CHECK(
      of("executable = \"/bin/sh\"") ==
      std::vector<std::string>{"f.yaml:1:1: x asks for \"/bin/sh\" and not for \"/usr/bin/sh\", which it is where that "
                               "directory is a link"});
  CHECK(of("pathname startswith \"/var/run/\"").size() == 1);
  CHECK(of("executable in [\"/bin/sh\", \"/usr/bin/sh\"]").empty());
  CHECK(of("pathname = \"/usr/bin/sh\"").empty());
  CHECK(of("cmdpath = \"/bin/sh\"").empty());  // as it was given
}

}  // namespace
}  // namespace trace
