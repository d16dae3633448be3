// SPDX-License-Identifier: Apache-2.0
#include "rules/output/user_names.h"

#include <cstdio>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

constexpr const char* kBob = "bob:x:2002:2002::/:/bin/sh\n";

Context here() {
  Context context;
  context.uts = "box";
  return context;
}

}  // namespace

TEST_CASE("a user has a name on this host, and not in a container or on another one", "[user_names]") {
  const UserNames users("box", kBob);
  CHECK(users.name_of(2002, here()) == "bob");
  CHECK(users.name_of(2001, here()).empty());
  Context context = here();
  context.container_id = "3f4be7";
  CHECK(users.name_of(2002, context).empty());
  context = here();
  context.uts = "other";
  CHECK(users.name_of(2002, context).empty());
}

TEST_CASE("once the file has changed there are no names", "[user_names]") {
  const Folder folder;
  const std::string file = folder.with("passwd", kBob);
  for (const bool replaced : {true, false}) {
    const UserNames users("box", folder.path(), "passwd");
    CHECK(users.name_of(2002, here()) == "bob");
    folder.with("group", "x");  // another file
    CHECK(users.name_of(2002, here()) == "bob");
    if (replaced) {
      const std::string next = folder.with("passwd+", "mallory:x:2002:2002::/:/bin/sh\n");
      REQUIRE(std::rename(next.c_str(), file.c_str()) == 0);
    } else {
      folder.with("passwd", std::string(kBob) + "new:x:2001:2001::/:/bin/sh\n");
    }
    CHECK(users.name_of(2002, here()).empty());
    CHECK(users.name_of(0, here()) == "root");
    folder.with("passwd", kBob);
  }
}

}  // namespace trace
