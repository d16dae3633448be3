// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/decode.h"

#include <catch2/catch.hpp>

#include "tests/support/frames.h"

namespace trace {
namespace {

using namespace std::string_view_literals;

std::string error_of(const std::string& frame) {
  Event event;
  const Status decoded = FrameDecoder(0).decode(frame, event);
  return decoded ? "" : decoded.error().message;
}

TEST_CASE("fields come in any order, and integers may come as whole registers") {
  const std::string frame = EventFrame("openat")
                                .field(2, WIRE_I32, "\x41\x02\0\0\xff\xff\xff\xff"sv)
                                .field(1, WIRE_STR | WIRE_FIELD_USER, "/etc/passwd")
                                .field(0, WIRE_I32, "\x9c\xff\xff\xff"sv)
                                .bytes();
  Event event;
  REQUIRE(FrameDecoder(0).decode(frame, event));
  CHECK(event.arg("dirfd") == Value(std::int64_t{-100}));
  CHECK(event.arg("pathname") == Value("/etc/passwd"sv));
  CHECK(event.arg("flags") == Value(std::int64_t{577}));
  CHECK(is_absent(event.arg("mode")));
  CHECK(event.args[1].marks == WIRE_FIELD_USER);
}

TEST_CASE("times are moved to the epoch") {
  Event event;
  REQUIRE(FrameDecoder(1000).decode(EventFrame(257, 5).bytes(), event));
  CHECK(event.context.time_ns == 1005);
  CHECK(event.context.leader_start_ns == 0);
}

TEST_CASE("a frame with anything wrong in it is refused") {
  CHECK(error_of("short") == "the frame is shorter than the head of an event");
  CHECK(error_of(EventFrame("openat").bytes() + "x") == "the frame's size is not what it says");
  CHECK(error_of(EventFrame("openat").field(4, WIRE_I32, "1234").bytes()) == "the event has no field 4");
  CHECK(error_of(EventFrame("openat").field(0, WIRE_U32, "1234").bytes()) == "field \"dirfd\" is not a I32");
  CHECK(error_of(EventFrame("openat").field(0, WIRE_I32, "123").bytes()) == "field \"dirfd\" is not a I32");
  CHECK(error_of(EventFrame("execve").field(1, WIRE_STRV, "no NUL").bytes()) == "field \"argv\" is not a STRV");
  CHECK(error_of(EventFrame("connect").field(1, WIRE_SOCKADDR, "x").bytes()) == "field \"addr\" is not a SOCKADDR");
  CHECK(!error_of(EventFrame("connect").field(1, WIRE_SOCKADDR, std::string(129, 'x')).bytes()).empty());
  CHECK(!error_of(EventFrame("commit_creds").field(0, WIRE_CRED, std::string(79, 'x')).bytes()).empty());
  CHECK(!error_of(EventFrame("nanosleep").field(0, WIRE_TIMESPEC, "12345678").bytes()).empty());
  CHECK(error_of(EventFrame("openat").field(0, 63, "1234").bytes()) == "field \"dirfd\" is not a I32");
  CHECK(error_of(EventFrame("openat").field(0, WIRE_I32, "1234").field(0, WIRE_I32, "1234").bytes()) ==
        "field \"dirfd\" is there twice");
  CHECK(error_of(EventFrame(0xfffffff0).bytes()) == "unknown event 4294967280");

  std::string cut = EventFrame("openat").field(1, WIRE_STR, "/etc/passwd").bytes();
  cut.pop_back();
  const auto size = static_cast<wire_u32>(cut.size());
  std::memcpy(cut.data(), &size, sizeof(size));
  CHECK(error_of(cut) == "the frame ends within field 0");
}

TEST_CASE("an empty list of strings is a list, and not absent") {
  Event event;
  const std::string frame = EventFrame("execve").field(1, WIRE_STRV, "").bytes();
  REQUIRE(FrameDecoder(0).decode(frame, event));
  CHECK(event.arg("argv") == Value(StringList()));
  CHECK(is_absent(event.arg("envp")));
}

}  // namespace
}  // namespace trace
