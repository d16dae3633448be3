// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/packet_programs.h"

#include <algorithm>

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("whose a packet is is attached before packets are taken, and what was there is looked at last", "[plan]") {
  const auto programs = packet_programs("_perf");
  const auto at = [&](std::string_view name) { return std::ranges::find(programs, name) - programs.begin(); };
  CHECK(at("socket_owner__create") < at("packets__egress"));
  CHECK(at("socket_owner__used_perf") < at("packets__ingress"));
  CHECK(at(kSocketIterator) == std::ssize(programs) - 1);
}

TEST_CASE("nothing is missed if nothing is refused", "[plan]") {
  const PacketCoverage coverage = packet_coverage({});
  CHECK(coverage.any);
  CHECK(coverage.unseen.empty());
  CHECK(coverage.refusal.empty());
}

TEST_CASE("what is refused is missed, and the reason is told", "[plan]") {
  const PacketCoverage half = packet_coverage({{"packets__egress", "not permitted"}});
  CHECK(half.any);
  CHECK(half.unseen == std::vector<std::string>{"what is sent"});
  CHECK(half.refusal == "packets__egress: not permitted");
  CHECK_FALSE(packet_coverage({{"packets__egress", "no"}, {"packets__ingress", "no"}}).any);
  CHECK(packet_coverage({{"socket_owner__used_perf", "no"}}).unseen.size() == 1);
  CHECK(packet_coverage({{"socket_owner__sent", "no"}, {"socket_owner__received", "no"}}).unseen.size() == 1);
  CHECK(packet_coverage({{"security_file_open__lsm", "no"}}).unseen.empty());
}

}  // namespace
}  // namespace trace
