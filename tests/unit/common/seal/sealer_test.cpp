// SPDX-License-Identifier: Apache-2.0
#include "common/seal/sealer.h"

#include <algorithm>
#include <iterator>

#include <catch2/catch.hpp>

#include "common/base/bytes.h"
#include "tests/support/event_builder.h"

namespace trace {
namespace {

wire_seal last_of(const std::string& bytes) {
  return load<wire_seal>(bytes, bytes.size() - sizeof(wire_seal));
}

bool follows(const wire_seal& later, const wire_seal& before) {
  return std::equal(std::begin(later.previous), std::end(later.previous), std::begin(before.seal));
}

TEST_CASE("a seal counts what was noted since the one before") {
  Sealer sealer;
  std::string out;
  sealer.open({1}, 0, {10, 1}, out);
  Event event = event_named("openat");
  for (const std::uint64_t time_ns : {30U, 20U, 40U}) {
    event.context.time_ns = time_ns;
    event.context.host_pid = static_cast<std::uint32_t>(time_ns);
    sealer.note(event);
  }
  sealer.note_lost(5);
  sealer.add("part");
  out += "part";
  sealer.seal(9, {50, 5}, 0, out);
  const wire_seal seal = last_of(out);
  CHECK(is_sound(seal));
  CHECK((seal.events == 3 && seal.lost == 5 && seal.bytes == 4 && seal.plain_bytes == 9));
  CHECK((seal.first_time_ns == 20 && seal.last_time_ns == 40));
  CHECK((seal.sealed_ns == 50 && seal.sealed_boot_ns == 5));
  CHECK(seal.offset == sizeof(wire_seal));
  CHECK(may_have_process(seal, 20, 0));
  CHECK_FALSE(may_have_process(seal, 21, 0));
  sealer.seal(0, {60, 6}, WIRE_SEAL_CLOSES, out);
  CHECK(last_of(out).events == 0);
  CHECK(follows(last_of(out), seal));
}

TEST_CASE("the seal that opens a later file names the last one of the file before") {
  Sealer sealer;
  std::string first, second;
  sealer.open({1}, 0, {1, 1}, first);
  CHECK(follows(last_of(first), wire_seal{}));
  sealer.seal(0, {2, 2}, WIRE_SEAL_CLOSES, first);
  sealer.open({2}, 0, {3, 3}, second);
  CHECK(follows(last_of(second), last_of(first)));
  CHECK((last_of(second).number == 0 && last_of(second).offset == 0 && last_of(second).mark[0] == 2));
}

}  // namespace
}  // namespace trace
