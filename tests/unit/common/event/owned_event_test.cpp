// SPDX-License-Identifier: Apache-2.0
#include "common/event/owned_event.h"

#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

const EventSpec& spec_of(std::string_view name) {
  const EventSpec* const spec = find_event(name);
  REQUIRE(spec != nullptr);
  return *spec;
}

TEST_CASE("an event that is made owns the bytes of its values") {
  OwnedEvent made(spec_of("security_file_open"));
  {
    std::string path = "/etc/shadow, and more than a small string holds";
    REQUIRE(made.set("pathname", std::string_view(path)));
    path.assign(path.size(), '?');
  }
  CHECK(std::get<std::string_view>(made.event.arg("pathname")) == "/etc/shadow, and more than a small string holds");
}

TEST_CASE("an event that is made can be moved") {
  OwnedEvent made(spec_of("execve"));
  REQUIRE(made.set("argv", StringList(std::string_view("ls\0-l\0", 6))));
  made.event.context.comm = made.keep("ls");
  const OwnedEvent moved = std::move(made);
  CHECK(std::get<StringList>(moved.event.arg("argv")).bytes() == std::string_view("ls\0-l\0", 6));
  CHECK(moved.event.context.comm == "ls");
}

TEST_CASE("a copy of an event lives longer than what it was copied from") {
  OwnedEvent copy;
  {
    OwnedEvent original(spec_of("openat"));
    REQUIRE(original.set("pathname", std::string_view("/a/path/that/is/too/long/for/a/small/string")));
    REQUIRE(original.set("dirfd", std::int64_t{-100}));
    original.event.context.executable = original.keep("/usr/bin/a-name-that-is-long-enough");
    copy = OwnedEvent(original.event);
  }
  CHECK(std::get<std::string_view>(copy.event.arg("pathname")) == "/a/path/that/is/too/long/for/a/small/string");
  CHECK(std::get<std::int64_t>(copy.event.arg("dirfd")) == -100);
  CHECK(copy.event.context.executable == "/usr/bin/a-name-that-is-long-enough");
}

TEST_CASE("a field that the event does not have cannot be set") {
  OwnedEvent made(spec_of("openat"));
  const Status set = made.set("path", std::string_view("/"));
  REQUIRE_FALSE(set);
  CHECK(set.error().message == "event openat has no field \"path\"");
}

TEST_CASE("a value of another type cannot be set") {
  OwnedEvent made(spec_of("openat"));
  const Status set = made.set("dirfd", std::string_view("3"));
  REQUIRE_FALSE(set);
  CHECK(set.error().message == "field \"dirfd\" is a I32, and the value is none");
}

}  // namespace
}  // namespace trace
