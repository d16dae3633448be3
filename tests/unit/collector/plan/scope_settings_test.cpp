// SPDX-License-Identifier: Apache-2.0
// That the tables decide as scopes are defined is in tests/unit/collector/selection/scopes_test.cpp.
#include "collector/plan/scope_settings.h"

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"

namespace trace {
namespace {

Scopes scopes_of(std::vector<std::string> flags) {
  SelectionArgs args;
  args.scopes = std::move(flags);
  const auto selection = parse_selection(args);
  if (!selection) FAIL(selection.error().message);
  return selection->scopes;
}

ProgramsRequest request_of(std::vector<std::string> flags) {
  ProgramsRequest request;
  REQUIRE(apply_scopes(scopes_of(std::move(flags)), request));
  return request;
}

TEST_CASE("without scopes the kernel side decides nothing") {
  const ProgramsRequest request = request_of({});
  CHECK_FALSE(request.settings.scoped);
  CHECK(request.numbers.empty());
  CHECK(request.names.empty());
}

TEST_CASE("every scope that the kernel decides is asked of it") {
  for (const char* flag : {"uid=0", "pid=1", "pid=new", "tid!=1", "mntns=1", "pidns=1", "comm=a", "uts=a", "container",
                           "not-container", "container=new", "tree=1", "tree!=1", "follow"}) {
    INFO(flag);
    CHECK(request_of({flag}).settings.scoped);
  }
  CHECK_FALSE(request_of({"comm=a*"}).settings.scoped);
  CHECK_FALSE(request_of({"executable=/bin/ls"}).settings.scoped);
}

TEST_CASE("a range is two bounds, and begins with the least number that means something") {
  CHECK(request_of({"uid>=10", "uid<20"}).settings.numbers[WIRE_NUMBER_uid].min == 10);
  CHECK(request_of({"uid>=10", "uid<20"}).settings.numbers[WIRE_NUMBER_uid].max == 19);
  CHECK(request_of({"uid<20"}).settings.numbers[WIRE_NUMBER_uid].min == 0);
  CHECK(request_of({"pid<20"}).settings.numbers[WIRE_NUMBER_pid].min == 1);  // 0: it has no number here
}

TEST_CASE("a number that is both wanted and not is listed last as not wanted") {
  const ProgramsRequest request = request_of({"uid=7", "uid!=7"});
  REQUIRE(request.numbers.size() == 2);
  CHECK(request.numbers.back().key.number == 7);
}

TEST_CASE("a list that the kernel side has no room for is refused, not cut") {
  std::string flag = "uid=0";
  for (int i = 1; i <= WIRE_SCOPE_NUMBERS_MAX; ++i) flag += "," + std::to_string(i);
  ProgramsRequest request;
  const Status applied = apply_scopes(scopes_of({flag}), request);
  REQUIRE_FALSE(applied);
  CHECK(applied.error().message == "scopes: the kernel side has room for 16384 numbers, and 16385 are listed");
}

}  // namespace
}  // namespace trace
