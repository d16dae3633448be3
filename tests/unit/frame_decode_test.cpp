// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame_decode.h"

#include <catch2/catch.hpp>

#include "common/codec/wire_bytes.h"
#include "tests/support/streams.h"

namespace trace::test {
namespace {

// A frame put together by hand.
class Frame {
 public:
  explicit Frame(std::string_view event) {
    wire_event fixed{};
    fixed.header.kind = WIRE_KIND_EVENT;
    fixed.id = find_event(event)->id;
    append_bytes(fixed, bytes_);
  }
  Frame& field(unsigned ordinal, unsigned type, std::string_view bytes) {
    append_bytes(wire_field{static_cast<wire_u8>(ordinal), static_cast<wire_u8>(type),
                            static_cast<wire_u16>(bytes.size())},
                 bytes_);
    bytes_ += bytes;
    ++fields_;
    return *this;
  }
  std::string bytes() const {
    std::string out = bytes_;
    store(wire_header{static_cast<wire_u32>(out.size()), WIRE_KIND_EVENT, fields_}, 0, out);
    return out;
  }

 private:
  std::string bytes_;
  wire_u16 fields_ = 0;
};

std::string error_of(const std::string& frame) {
  Event event;
  const auto decoded = FrameDecoder(kBootTimeNs).decode(frame, event);
  return decoded ? "" : decoded.error().message;
}

using namespace std::string_view_literals;

TEST_CASE("fields come in any order, and integers may come as whole registers") {
  const std::string frame = Frame("openat")
                                .field(2, WIRE_I32, "\x41\x02\0\0\xff\xff\xff\xff"sv)
                                .field(1, WIRE_STR | WIRE_FIELD_USER, "/etc/passwd")
                                .field(0, WIRE_I32, "\x9c\xff\xff\xff"sv)
                                .bytes();
  Event event;
  const auto decoded = FrameDecoder(0).decode(frame, event);
  REQUIRE(decoded);
  CHECK(event.arg("dirfd") == Value(std::int64_t{-100}));
  CHECK(event.arg("pathname") == Value("/etc/passwd"sv));
  CHECK(event.arg("flags") == Value(std::int64_t{577}));
  CHECK(is_absent(event.arg("mode")));
  CHECK(event.args[1].marks == WIRE_FIELD_USER);
}

TEST_CASE("times are moved to the epoch, an unknown start stays unknown") {
  wire_event fixed{};
  fixed.header = {sizeof fixed, WIRE_KIND_EVENT, 0};
  fixed.id = find_event("openat")->id;
  fixed.time_ns = 5;
  fixed.leader_start_ns = 7;
  std::string frame;
  append_bytes(fixed, frame);
  Event event;
  REQUIRE(FrameDecoder(1000).decode(frame, event));
  CHECK(event.context.time_ns == 1005);
  CHECK(event.context.thread_start_ns == 0);
  CHECK(event.context.leader_start_ns == 7);
}

TEST_CASE("a frame with anything wrong in it is refused") {
  CHECK(error_of("short") == "event frame: it is shorter than its fixed part");
  CHECK(error_of(Frame("openat").bytes() + "x") ==
        "event frame: its size is not the one it states");
  CHECK(error_of(Frame("openat").field(4, WIRE_I32, "1234").bytes()) ==
        "event frame: openat: field 4: the event has no such field");
  CHECK(error_of(Frame("openat").field(0, WIRE_U32, "1234").bytes()) ==
        "event frame: openat: field 0: is not of the declared type");
  CHECK(error_of(Frame("openat").field(0, WIRE_I32, "1234").field(0, WIRE_I32, "1234").bytes()) ==
        "event frame: openat: field 0: is there twice");
  const char* const kSize =
      "event frame: openat: field 0: has a size or an end that its type cannot have";
  CHECK(error_of(Frame("openat").field(0, WIRE_I32, "123").bytes()) == kSize);

  std::string cut = Frame("openat").field(1, WIRE_STR, "/etc/passwd").bytes();
  cut.pop_back();
  store(static_cast<wire_u32>(cut.size()), 0, cut);
  CHECK(error_of(cut) == "event frame: openat: field 1: ends behind the frame");
}

TEST_CASE("values whose bytes cannot be of their type are refused") {
  Value value;
  CHECK(!decode_value(WIRE_STRV, "no NUL", value));
  CHECK(decode_value(WIRE_STRV, "", value));
  CHECK(!decode_value(WIRE_SOCKADDR, "x", value));
  CHECK(!decode_value(WIRE_SOCKADDR, std::string(129, 'x'), value));
  CHECK(!decode_value(WIRE_CRED, std::string(79, 'x'), value));
  CHECK(!decode_value(WIRE_U64V, "1234567", value));
  CHECK(!decode_value(WIRE_TIMESPEC, "12345678", value));
  CHECK(!decode_value(0, "", value));
  CHECK(!decode_value(63, "", value));
}

}  // namespace
}  // namespace trace::test
