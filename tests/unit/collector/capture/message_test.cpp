// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/message.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"
#include "common/event/owned_event.h"

namespace trace::capture {
namespace {

struct Ends {
  Ends() {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
    one = UniqueFd(fds[0]);
    other = UniqueFd(fds[1]);
  }
  UniqueFd one, other;
};

TEST_CASE("an event arrives at the keeper with what frames do not have") {
  OwnedEvent made(*find_event("sched_process_exec"));
  REQUIRE(made.set("pathname", std::string_view("/bin/ls")));
  made.event.context.time_ns = 1'700'000'000'000'000'000;
  made.event.context.container_id = "abc";
  made.event.context.executable = "/bin/sh";
  const std::string message = event_message(made.event);
  Event read;
  REQUIRE(read_event(message, FrameDecoder(0), read));
  CHECK(read.spec->name == "sched_process_exec");
  CHECK(std::get<std::string_view>(read.arg("pathname")) == "/bin/ls");
  CHECK(read.context.time_ns == 1'700'000'000'000'000'000);
  CHECK(read.context.container_id == "abc");
  CHECK(read.context.executable == "/bin/sh");
}

TEST_CASE("an event that is cut anywhere is refused") {
  const OwnedEvent made(*find_event("sched_process_exec"));
  const std::string message = event_message(made.event);
  Event read;
  for (std::size_t size = 1; size < message.size(); ++size) {
    CHECK_FALSE(read_event(std::string_view(message).substr(0, size), FrameDecoder(0), read));
  }
}

TEST_CASE("messages arrive whole, and the end is told") {
  Ends ends;
  std::string received;
  CHECK(receive_now(ends.other.get(), received) == Received::nothing);
  CHECK(send_now(ends.one.get(), count_message(Say::overload, 42)) == Sent::done);
  CHECK(send_now(ends.one.get(), text_message(Say::warning, "so")) == Sent::done);
  REQUIRE(receive_now(ends.other.get(), received) == Received::message);
  CHECK(read_count(received) == 42);
  REQUIRE(receive_now(ends.other.get(), received) == Received::message);
  CHECK(received == "wso");
  ends.one = UniqueFd();
  CHECK(receive_now(ends.other.get(), received) == Received::ended);
  CHECK(send_now(ends.other.get(), "x") == Sent::ended);
}

TEST_CASE("a descriptor goes with a message, and is closed where nobody asks for it") {
  Ends ends;
  std::string received;
  const UniqueFd file(::memfd_create("sent", 0));
  const RingMap map{Ring::bytes, file.get(), 4096};
  for (const bool asked : {true, false}) {
    UniqueFd got;
    CHECK(send_now(ends.one.get(), ring_message(map), map.fd) == Sent::done);
    REQUIRE(receive_now(ends.other.get(), received, asked ? &got : nullptr) == Received::message);
    CHECK(received == "mb4096");
    CHECK(read_count(std::string_view(received).substr(1)) == 4096);
    CHECK(static_cast<bool>(got) == asked);
    if (!asked) continue;
    struct stat one {
    }, other{};
    REQUIRE(::fstat(file.get(), &one) == 0);
    REQUIRE(::fstat(got.get(), &other) == 0);
    CHECK(one.st_ino == other.st_ino);
  }
  UniqueFd none;
  CHECK(send_now(ends.one.get(), "x") == Sent::done);
  REQUIRE(receive_now(ends.other.get(), received, &none) == Received::message);
  CHECK_FALSE(none);
}

}  // namespace
}  // namespace trace::capture
