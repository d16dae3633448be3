// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/compile.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

const EventSpec& openat() {
  return *find_event("openat");
}

TEST_CASE("what is wrong keeps its place in the source") {
  const auto program = compile(
      all_of({test("flags", Op::equal, {"O_RDWR"}, {1, 1}), negate(test("pathname", Op::matches, {"("}, {2, 7}))}),
      openat());
  REQUIRE_FALSE(program);
  CHECK(program.error().position.line == 2);
  CHECK(program.error().position.column == 7);
  CHECK(program.error().message == "regular expression \"(\": missing ): (");
  CHECK(program.error().error().message == "2:7: regular expression \"(\": missing ): (");
}

TEST_CASE("without a source the message stands alone") {
  const auto program = compile(test("nope", Op::exists, {}), openat());
  REQUIRE_FALSE(program);
  CHECK(program.error().error().message == "unknown field \"nope\" of event openat");
}

TEST_CASE("a literal that is no network is refused where it stands") {
  const auto program =
      compile(test("remote_addr.address", Op::cidr, {"10.0.0.0/40"}, {4, 2}), *find_event("security_socket_connect"));
  REQUIRE_FALSE(program);
  CHECK(program.error().error().message == "4:2: \"10.0.0.0/40\" is no network (as 10.0.0.0/8 or fe80::/10)");
}

}  // namespace
}  // namespace trace
