// SPDX-License-Identifier: Apache-2.0
#include "common/event/meaning_in.h"

#include <catch2/catch.hpp>

#include "common/catalog/meaning_text.h"

namespace trace {
namespace {

Event option_of(std::string_view call, Value level, Value name) {
  Event event;
  event.spec = find_event(call);
  REQUIRE(event.spec != nullptr);
  event.args[*event.spec->field("level")].value = level;
  event.args[*event.spec->field("optname")].value = name;
  return event;
}

std::string shown(const Event& event) {
  const std::size_t ordinal = *event.spec->field("optname");
  return meaning_text(meaning_in(event, ordinal),
                      static_cast<std::uint64_t>(std::get<std::int64_t>(event.args[ordinal].value)));
}

TEST_CASE("a socket option is named by its level") {
  CHECK(shown(option_of("setsockopt", std::int64_t{1}, std::int64_t{2})) == "SO_REUSEADDR");
  CHECK(shown(option_of("setsockopt", std::int64_t{0}, std::int64_t{2})) == "IP_TTL");
  CHECK(shown(option_of("setsockopt", std::int64_t{6}, std::int64_t{1})) == "TCP_NODELAY");
  CHECK(shown(option_of("setsockopt", std::int64_t{41}, std::int64_t{26})) == "IPV6_V6ONLY");
  CHECK(shown(option_of("getsockopt", std::int64_t{17}, std::int64_t{103})) == "UDP_SEGMENT");
  CHECK(shown(option_of("getsockopt", std::int64_t{1}, std::int64_t{26})) == "SO_GET_FILTER");
}

TEST_CASE("an option of a level whose names are not known is a number") {
  CHECK(shown(option_of("setsockopt", std::int64_t{270}, std::int64_t{2})) == "2");
}

TEST_CASE("an option whose level is absent is named as Tracee does") {
  CHECK(shown(option_of("setsockopt", Value(), std::int64_t{2})) == "SO_REUSEADDR");
}

TEST_CASE("the names of all levels are read back") {
  CHECK(parse_meaning(Meaning::setsockopt_name, "TCP_NODELAY") == 1U);
  CHECK(parse_meaning(Meaning::getsockopt_name, "IP_TTL") == 2U);
  CHECK_FALSE(parse_meaning(Meaning::setsockopt_name, "TCP_NONSENSE"));
}

}  // namespace
}  // namespace trace
