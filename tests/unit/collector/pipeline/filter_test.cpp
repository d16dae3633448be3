// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/filter.h"

#include <catch2/catch.hpp>

#include "tests/support/event_builder.h"

namespace trace {
namespace {

std::unique_ptr<Filter> filter_of(std::vector<std::string> events, std::vector<std::string> scopes = {}) {
  SelectionArgs args;
  args.events = std::move(events);
  args.scopes = std::move(scopes);
  const auto selection = parse_selection(args);
  if (!selection) FAIL(selection.error().message);
  auto filter = Filter::make(*selection);
  REQUIRE(filter);
  return *std::move(filter);
}

bool passes(Filter& filter, Event event) {
  Emit emit;
  return filter.on(event, emit);
}

}  // namespace

TEST_CASE("an event passes its own filter or is dropped", "[filter]") {
  const auto filter = filter_of({"security_file_open.args.pathname=/etc/*"});
  Event event = event_named("security_file_open");
  set_argument(event, "pathname", std::string_view("/etc/shadow"));
  CHECK(passes(*filter, event));
  set_argument(event, "pathname", std::string_view("/tmp/a"));
  CHECK_FALSE(passes(*filter, event));
}

TEST_CASE("events without a condition are not looked at", "[filter]") {
  const auto filter = filter_of({"security_file_open.args.pathname=/etc/*", "task_rename"});
  CHECK(filter->needs().reads == EventSlots().set(WIRE_SLOT_security_file_open));
  CHECK(passes(*filter, event_named("task_rename")));
}

TEST_CASE("scopes hold for every event that was selected", "[filter]") {
  const auto filter = filter_of({"task_rename"}, {"comm=cat"});
  Event event = event_named("task_rename");
  event.context.comm = "cat";
  CHECK(passes(*filter, event));
  event.context.comm = "dog";
  CHECK_FALSE(passes(*filter, event));
}

}  // namespace trace
