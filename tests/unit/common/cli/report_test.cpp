// SPDX-License-Identifier: Apache-2.0
#include "common/cli/report.h"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/support/in_child.h"

namespace trace {
namespace {

// What goes to standard error meanwhile.
template <class Act>
std::string said_by(Act act) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const ChildEnding ending = in_child([&] {
    ::dup2(ends[1], STDERR_FILENO);
    return std::to_string(act());
  });
  ::close(ends[1]);
  std::string said(4096, ' ');
  said.resize(static_cast<std::size_t>(::read(ends[0], said.data(), said.size())));
  ::close(ends[0]);
  return ending.text + ": " + said;
}

}  // namespace

TEST_CASE("an error is one line, safe for a terminal, and gives the status") {
  CHECK(said_by([] {
          return fail("p", {Code::invalid, "what was\n\x1b[31mtyped"}, kExitUsage);
        }) == "2: p: what was\\x0a\\x1b[31mtyped\n");
}

TEST_CASE("an error with its place keeps its lines") {
  CHECK(said_by([] {
          return fail("", {Code::invalid, "a:1:2: wrong\n  x\x1b\n  ^"}, kExitUsage);
        }) == "2: a:1:2: wrong\n  x\\x1b\n  ^\n");
}

TEST_CASE("levels of the log are known by name") {
  CHECK(*parse_log_level("debug") == LogLevel::debug);
  CHECK(*parse_log_level("fatal") == LogLevel::fatal);
  CHECK(parse_log_level("wran").error().message == "unknown level \"wran\" (did you mean \"warn\"?)");
  CHECK(parse_log_level("x").error().message == "unknown level \"x\" (one of debug, info, warn, error, fatal)");
  CHECK(log_level_words() == "debug info warn error fatal");
}

}  // namespace trace
