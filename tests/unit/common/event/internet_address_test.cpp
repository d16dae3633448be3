// SPDX-License-Identifier: Apache-2.0
#include "common/event/internet_address.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

std::string canonical(std::string_view text) {
  const auto address = parse_address(text);
  return address ? to_text(*address) : "none";
}

TEST_CASE("spellings of one address are one address", "[address]") {
  CHECK(parse_address("2001:DB8:0:0::1") == parse_address("2001:db8::1"));
  CHECK(parse_address("::ffff:203.0.113.7") == parse_address("203.0.113.7"));
  CHECK(parse_address("::ffff:cb00:7107") == parse_address("203.0.113.7"));
  CHECK(parse_address("::203.0.113.7") != parse_address("203.0.113.7"));
  CHECK(canonical("2001:DB8:0:0::1") == "2001:db8::1");
  CHECK(canonical("::ffff:10.0.0.1") == "10.0.0.1");
}

TEST_CASE("what is no address is none", "[address]") {
  for (const std::string_view text :
       {"", "host", "10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.1/8", " 10.0.0.1", "fe80::1%eth0", ":::", "1:2"}) {
    INFO(text);
    CHECK(canonical(text) == "none");
  }
  CHECK(canonical(std::string_view("10.0.0.1\0x", 10)) == "none");
}

}  // namespace
}  // namespace trace
