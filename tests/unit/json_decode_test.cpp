// SPDX-License-Identifier: Apache-2.0
// Lines that are not as we write them.
#include "common/codec/json_decode.h"

#include <catch2/catch.hpp>

#include "common/event/socket_address.h"

namespace trace::test {
namespace {

class Read {
 public:
  explicit Read(const std::string& text)
      : padded_(text + std::string(JsonDecoder::kPadding, 'x')),
        line(decoder_.decode(std::string_view(padded_).substr(0, text.size()), event)) {}
  const std::string& what() const { return decoder_.what(); }
  std::string_view unknown_name() const { return decoder_.unknown_name(); }
  const wire_loss& loss() const { return decoder_.loss(); }

 private:
  std::string padded_;
  JsonDecoder decoder_;

 public:
  Event event;
  JsonDecoder::Line line;
};

using Line = JsonDecoder::Line;
using namespace std::string_view_literals;

std::string with_arg(const std::string& event, const std::string& name, const std::string& value) {
  return R"({"eventName":")" + event + R"(","args":[{"name":")" + name +
         R"(","type":"whatever","value":)" + value + "}]}";
}

TEST_CASE("an event of Tracee 0.6.5 is read") {
  const Read decoded(
      R"({"timestamp":1,"processId":2,"threadId":3,"parentProcessId":4,"hostProcessId":5,)"
      R"("hostThreadId":6,"hostParentProcessId":7,"userId":8,"mountNamespace":9,"pidNamespace":10,)"
      R"("processName":"sh","hostName":"h","containerId":"c","eventId":"257","eventName":"openat",)"
      R"("argsNum":2,"returnValue":-2,"stackAddresses":null,"args":[)"
      R"({"name":"pathname","type":"const char*","value":"/x"},)"
      R"({"name":"flags","type":"string","value":"O_RDWR"}]})");
  REQUIRE(decoded.line == Line::event);
  CHECK(decoded.event.context.host_ppid == 7);
  CHECK(decoded.event.context.container_id == "c");
  CHECK(decoded.event.context.retval == -2);
  CHECK(decoded.event.context.syscall == 257);
  CHECK(decoded.event.arg("flags") == Value(std::int64_t{2}));
  CHECK(is_absent(decoded.event.arg("dirfd")));
}

TEST_CASE("keys come in any order, also the arguments before the name") {
  const Read decoded(
      R"({"args":[{"value":"/x","type":"const char*","name":"pathname"},)"
      R"({"name":"unheard_of","value":[{}]}],"processName":"a\u0062","eventName":"openat",)"
      R"("contextFlags":{"isCompat":true,"containerStarted":true},"unheard_of":{"a":[1]}})");
  REQUIRE(decoded.line == Line::event);
  CHECK(decoded.event.arg("pathname") == Value("/x"sv));
  CHECK(decoded.event.context.comm == "ab");
  CHECK(decoded.event.context.flags == (WIRE_FLAG_COMPAT | WIRE_FLAG_CONTAINER));
}

TEST_CASE("numbers are brought to their declared type") {
  const auto value = [](const std::string& event, const std::string& name,
                        const std::string& text) {
    const Read decoded(with_arg(event, name, text));
    REQUIRE(decoded.line == Line::event);
    return decoded.event.arg(name);
  };
  CHECK(value("lseek", "offset", "18446744073709551615") == Value(~std::uint64_t{0}));
  CHECK(value("chown", "owner", "4294967295") == Value(std::int64_t{-1}));
  CHECK(value("mmap", "addr", "\"0x7f00\"") == Value(Address{0x7f00}));
  CHECK(value("mmap", "addr", "\"0X7F00\"") == Value(Address{0x7f00}));
  CHECK(value("mmap", "addr", "139637976727552") == Value(Address{139637976727552}));
  CHECK(value("close", "fd", "\"3=/etc/passwd\"") == Value(std::int64_t{3}));
  CHECK(value("openat", "dirfd", "\"AT_FDCWD\"") == Value(std::int64_t{-100}));
  CHECK(value("splice", "off_in", "7") == Value(Address{7}));
  CHECK(value("nanosleep", "req", "1.000000001") == Value(Timespec{1, 1}));
  CHECK(value("nanosleep", "req", "-0.5") == Value(Timespec{-1, 500'000'000}));
  CHECK(value("sched_process_exec", "invoked_from_kernel", "1") == Value(true));
  CHECK(is_absent(value("execve", "argv", "0")));
  CHECK(is_absent(value("execve", "argv", "\"0x7ffc\"")));
  CHECK(is_absent(value("connect", "addr", "0")));
  CHECK(is_absent(value("openat", "pathname", "null")));
  CHECK(value("pipe", "pipefd", "[3,4]") == Value(IntPair{3, 4}));
}

TEST_CASE("an address is put together from its texts") {
  const Read decoded(with_arg("connect", "addr",
                              R"({"sin_port":"443","sin_addr":"1.2.3.4","sa_family":"AF_INET"})"));
  REQUIRE(decoded.line == Line::event);
  const Value& address = decoded.event.arg("addr");
  REQUIRE(std::holds_alternative<SocketAddress>(address));
  CHECK(socket_member(std::get<SocketAddress>(address), "sin_port") == "443");
}

TEST_CASE("a value of the wrong type spoils the line and is named") {
  const auto what = [](const std::string& line) {
    const Read decoded(line);
    CHECK(decoded.line == Line::malformed);
    return decoded.what();
  };
  CHECK(what(R"({"processId":"x","eventName":"openat"})") ==
        "\"processId\": not of its type, or cut off");
  CHECK(what(with_arg("openat", "pathname", "7")) ==
        "argument \"pathname\": not a value of type \"const char*\"");
  CHECK(what(with_arg("openat", "flags", "\"O_WRNLY\"")) ==
        "argument \"flags\": not a value of type \"int\"");
  CHECK(what(with_arg("openat", "flags", "1.5")) ==
        "argument \"flags\": not a value of type \"int\"");
  CHECK(what(with_arg("execve", "argv", R"(["a\u0000b"])")) ==
        "argument \"argv\": not a value of type \"const char*const*\"");
  CHECK(what(R"({"processId":99999999999,"eventName":"openat"})") ==
        "\"processId\": not of its type, or cut off");
  CHECK(what("{}") == "it has no \"eventName\"");
  CHECK(!what("[]").empty());
  CHECK(!what(R"({"eventName":"openat"} {})").empty());
  CHECK(!what(R"({"eventName":"openat")").empty());
}

TEST_CASE("numbers of every length are read exactly") {
  for (const char* digits :
       {"0", "7", "12345678", "123456789", "1234567890123456", "12345678901234567",
        "9999999999999999999", "10000000000000000000", "18446744073709551615"}) {
    INFO(digits);
    const Read decoded(R"({"eventName":"openat","timestamp":)" + std::string(digits) + " }");
    REQUIRE(decoded.line == Line::event);
    CHECK(std::to_string(decoded.event.context.time_ns) == digits);
  }
  for (const char* digits : {"00", "01", "1x", "18446744073709551616", "1:", "1/", "-"}) {
    INFO(digits);
    CHECK(Read(R"({"eventName":"openat","timestamp":)" + std::string(digits) + "}").line ==
          Line::malformed);
  }
}

TEST_CASE("an event of an unknown name is named") {
  const Read decoded(R"({"eventId":"2007","eventName":"net_packet_dns_request","args":[]})");
  CHECK(decoded.line == Line::unknown);
  CHECK(decoded.unknown_name() == "net_packet_dns_request");
}

TEST_CASE("what was not sent is absent, although its zero is shown") {
  const Read decoded(R"({"eventName":"openat","args":[{"name":"mode","type":"umode_t","value":0}],)"
                     R"("provenance":{"provider":"lsm","absent":["mode"],"user":["pathname"]}})");
  REQUIRE(decoded.line == Line::event);
  CHECK(is_absent(decoded.event.arg("mode")));
  CHECK(decoded.event.context.provider == ProviderKind::lsm);
  CHECK(decoded.event.args[1].marks == WIRE_FIELD_USER);
}

}  // namespace
}  // namespace trace::test
