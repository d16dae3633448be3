// SPDX-License-Identifier: Apache-2.0
#include "rules/convert/mapping.h"

#include <algorithm>

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("the table of mappings names events and arguments that there are") {
  for (const std::string_view name : unknown_names()) FAIL_CHECK(name);
}

TEST_CASE("every event has a mapping") {
  for (const EventSpec& event : events()) {
    const Mapping& mapping = mapping_of(event);
    INFO(event.name);
    CHECK_FALSE(mapping.category.empty());
    CHECK_FALSE(mapping.types.empty());
    CHECK_FALSE(mapping.action.empty());
    CHECK_FALSE(mapping.description.empty());
  }
}

TEST_CASE("an event without a row is mapped by its set") {
  CHECK(mapping_of(*find_event("read")).category == "file");
  CHECK(mapping_of(*find_event("read")).action == "read");
  CHECK(mapping_of(*find_event("recvfrom")).category == "network");
  CHECK(mapping_of(*find_event("events_missing")).category == "host");
  CHECK(mapping_of(*find_event("read")).ocsf == OcsfClass::none);
}

TEST_CASE("a row says what the arguments of its event are") {
  const EventSpec& event = *find_event("security_inode_rename");
  const Mapping& mapping = mapping_of(event);
  CHECK(mapping.action == "rename");
  REQUIRE(mapping.roles.size() == 2);
  CHECK(mapping.roles[0].role == Role::file_path);
  CHECK(event.fields[mapping.roles[0].argument].name == "old_path");
  CHECK(mapping.roles[1].role == Role::file_target);
}

TEST_CASE("the categories and types of mappings are those of ECS") {
  const std::vector<std::string_view> categories{"file", "process", "network", "driver", "host"};
  const std::vector<std::string_view> types{"access", "change",     "creation", "deletion",
                                            "end",    "connection", "info",     "start"};
  for (const EventSpec& event : events()) {
    const Mapping& mapping = mapping_of(event);
    INFO(event.name);
    CHECK(std::find(categories.begin(), categories.end(), mapping.category) != categories.end());
    std::string_view left = mapping.types;
    while (!left.empty()) {
      const std::string_view type = left.substr(0, left.find(','));
      CHECK(std::find(types.begin(), types.end(), type) != types.end());
      left.remove_prefix(std::min(left.size(), type.size() + 1));
    }
  }
}

}  // namespace
}  // namespace trace
