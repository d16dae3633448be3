// SPDX-License-Identifier: Apache-2.0
#include "common/seal/seal.h"

#include <catch2/catch.hpp>

#include "common/base/bytes.h"

namespace trace {
namespace {

TEST_CASE("a seal with any other byte is not sound") {
  wire_seal seal = blank_seal({1, 2, 3});
  seal.number = 7;
  close_seal(seal);
  CHECK(is_sound(seal));
  for (std::size_t at = 0; at < sizeof(seal); ++at) {
    std::string bytes(bytes_of(seal));
    bytes[at] ^= 1;
    CHECK_FALSE(is_sound(load<wire_seal>(bytes)));
  }
}

TEST_CASE("a seal knows which events and processes are in its part, and most that are not") {
  wire_seal seal = blank_seal({});
  for (const std::uint32_t id : {0U, 257U, 1023U, 20001U}) add_event(id, seal);
  for (std::uint32_t pid = 1; pid <= 300; ++pid) add_process(pid, 1'000'000'007ULL * pid, seal);
  CHECK(may_have_event(seal, 20001));
  CHECK(may_have_event(seal, 1023));
  CHECK_FALSE(may_have_event(seal, 59));
  int mistaken = 0;
  for (std::uint32_t pid = 1; pid <= 300; ++pid) {
    CHECK(may_have_process(seal, pid, 1'000'000'007ULL * pid));
    mistaken += may_have_process(seal, pid, 1'000'000'007ULL * pid + 1) ? 1 : 0;
  }
  CHECK(mistaken < 15);
}

}  // namespace
}  // namespace trace
