// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/network.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

bool contains(std::string_view network, std::string_view address) {
  const auto parsed = Network::parse(network);
  if (!parsed) FAIL(parsed.error().message);
  return parsed->contains(address);
}

TEST_CASE("a network has the addresses that begin with its bits", "[network]") {
  CHECK(contains("10.0.0.0/8", "10.255.0.1"));
  CHECK_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  CHECK(contains("172.16.0.0/12", "172.31.255.255"));
  CHECK_FALSE(contains("172.16.0.0/12", "172.32.0.0"));
  CHECK(contains("fe80::/10", "febf::1"));
  CHECK_FALSE(contains("fe80::/10", "fec0::1"));
  CHECK(contains("192.168.1.7", "192.168.1.7"));
  CHECK_FALSE(contains("192.168.1.7", "192.168.1.8"));
  CHECK(contains("0.0.0.0/0", "8.8.8.8"));
}

TEST_CASE("an address of IPv4 is one however it is spelt", "[network]") {
  CHECK(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
  CHECK(contains("::ffff:10.0.0.0/104", "10.1.2.3"));
  CHECK_FALSE(contains("::/0", "10.1.2.3"));
  CHECK_FALSE(contains("0.0.0.0/0", "::1"));
}

TEST_CASE("what is no address is in no network", "[network]") {
  CHECK_FALSE(contains("0.0.0.0/0", ""));
  CHECK_FALSE(contains("0.0.0.0/0", "/run/socket"));
  CHECK_FALSE(contains("::/0", std::string(300, ':')));
}

TEST_CASE("what is no network is refused", "[network]") {
  for (const std::string_view text :
       {"", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "::/129", "host"}) {
    const auto parsed = Network::parse(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message.find("is no network") != std::string::npos);
  }
}

}  // namespace
}  // namespace trace
