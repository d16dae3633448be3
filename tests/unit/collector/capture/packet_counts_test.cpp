// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/packet_counts.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>

#include <catch2/catch.hpp>

#include "common/seam/packets.h"

namespace trace {
namespace {

TEST_CASE("packets that were lost are counted over all CPUs") {
  const UniqueFd map(::memfd_create("counts", MFD_CLOEXEC));
  const std::array<wire_packet_counts, 3> counts{{{10, 1}, {20, 0}, {30, 5}}};
  REQUIRE(::write(map.get(), counts.data(), sizeof(counts)) == sizeof(counts));
  CHECK(lost_packets(map, counts.size()) == 6);
  CHECK(lost_packets(map, 1) == 1);
}

TEST_CASE("of no map none were lost") {
  CHECK(lost_packets(UniqueFd(), 4) == 0);
}

}  // namespace
}  // namespace trace
