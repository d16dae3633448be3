// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/outbox.h"

#include <sys/socket.h>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"

namespace trace::capture {
namespace {

TEST_CASE("what finds no room waits, in order, and beyond a bound is counted") {
  int fds[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
  const UniqueFd one(fds[0]);
  UniqueFd other(fds[1]);
  Outbox box;
  const std::string large(64 << 10, 'x');
  std::uint64_t kept = 0;
  while (box.add(one.get(), large)) ++kept;
  CHECK(kept > Outbox::kBytesMax / large.size());
  CHECK_FALSE(box.is_empty());
  CHECK(box.take_dropped() == 1);
  CHECK(box.take_dropped() == 0);
  std::string received;
  std::uint64_t arrived = 0;
  while (receive_now(other.get(), received) == Received::message) {
    ++arrived;
    REQUIRE(box.flush(one.get()));
  }
  CHECK(arrived == kept);
  CHECK(box.is_empty());
  box.add(one.get(), large);
  other = UniqueFd();
  CHECK(box.flush(one.get()));
}

}  // namespace
}  // namespace trace::capture
