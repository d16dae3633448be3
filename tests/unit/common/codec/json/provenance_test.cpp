// SPDX-License-Identifier: Apache-2.0
// Which events have a "provenance".
#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "tests/support/event_builder.h"

namespace trace {
namespace {

std::string json_of(const Event& event) {
  std::string line;
  make_json_encoder({})->event(event, {}, line);
  return line;
}

bool has(const std::string& line, std::string_view part) {
  return line.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a derived event keeps all but a provider", "[json]") {
  Event event = event_named("container_remove");
  event.context.lane = 3;
  event.context.leader_start_ns = 5;
  const std::string line = json_of(event);
  CHECK(has(line, "\"provenance\":{\"provider\":\"none\""));
  CHECK(has(line, "\"lane\":3"));
  CHECK(has(line, "\"absent\":[\"runtime\",\"container_id\"]"));
}

TEST_CASE("an event that is no process's says that it is in no lane, and what it does not have", "[json]") {
  Event event = event_named("artifact");
  event.context.lane = WIRE_NO_LANE;
  const std::string line = json_of(event);
  CHECK(has(line, "\"provenance\":{\"provider\":\"none\",\"lane\":65535"));
  CHECK(has(line, "\"absent\":[\"kind\""));
}

TEST_CASE("an event of which no more is known than Tracee says has no provenance", "[json]") {
  CHECK_FALSE(has(json_of(event_named("container_remove")), "provenance"));
}

}  // namespace trace
