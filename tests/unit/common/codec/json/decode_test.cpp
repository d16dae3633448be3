// SPDX-License-Identifier: Apache-2.0
// Lines that are not as we write them.
#include <cstring>

#include <catch2/catch.hpp>

#include "tests/support/decoded_line.h"
#include "tests/support/records.h"

namespace trace {
namespace {

using Line = JsonDecoder::Line;
using namespace std::string_view_literals;

std::string with_arg(std::string_view event, std::string_view name, std::string_view value) {
  std::string line = R"({"eventName":")";
  line.append(event).append(R"(","args":[{"name":")").append(name).append(R"(","type":"whatever","value":)");
  return line.append(value).append("}]}");
}

// What an argument of that value is read as; it lives until the next call.
Value value_of(std::string_view event, std::string_view name, std::string_view value) {
  static std::optional<DecodedLine> decoded;
  decoded.emplace(with_arg(event, name, value));
  INFO(value);
  REQUIRE(decoded->is(Line::event));
  return decoded->event().arg(name);
}

TEST_CASE("an event of Tracee 0.6.5 is read") {
  const DecodedLine decoded(
      R"({"timestamp":1,"processId":2,"threadId":3,"parentProcessId":4,"hostProcessId":5,"hostThreadId":6,)"
      R"("hostParentProcessId":7,"userId":8,"mountNamespace":9,"pidNamespace":10,"processName":"sh","hostName":"h",)"
      R"("containerId":"c","eventId":"257","eventName":"openat","argsNum":2,"returnValue":-2,"stackAddresses":null,)"
      R"("args":[{"name":"pathname","type":"const char*","value":"/x"},)"
      R"({"name":"flags","type":"string","value":"O_RDWR"}]})");
  REQUIRE(decoded.is(Line::event));
  const Context& context = decoded.event().context;
  CHECK(context.host_ppid == 7);
  CHECK(context.container_id == "c");
  CHECK(context.retval == -2);
  CHECK(context.syscall == 257);
  CHECK(decoded.event().arg("flags") == Value(std::int64_t{2}));
  CHECK(is_absent(decoded.event().arg("dirfd")));
}

TEST_CASE("keys come in any order, also the arguments before the name, with blanks between") {
  const DecodedLine decoded(
      R"( { "args" : [ {"value":"/x","type":"const char*","name":"pathname"} , {"name":"unheard_of","value":[{}]}],)"
      R"("processName":"a\u0062","eventName":"openat","contextFlags":{"isCompat":true,"containerStarted":true},)"
      R"("container":{"name":"web","id":"4f1c"},"unheard_of":{"a":[1]} } )");
  REQUIRE(decoded.is(Line::event));
  CHECK(decoded.event().arg("pathname") == Value("/x"sv));
  CHECK(decoded.event().context.comm == "ab");
  CHECK(decoded.event().context.container_id == "4f1c");
  CHECK(decoded.event().context.flags == (WIRE_FLAG_COMPAT | WIRE_FLAG_CONTAINER));
}

TEST_CASE("every type of argument is read, raw and as parse-arguments shows it") {
  CHECK(value_of("openat", "dirfd", "-100") == Value(std::int64_t{-100}));
  CHECK(value_of("openat", "dirfd", R"("AT_FDCWD")") == Value(std::int64_t{-100}));
  CHECK(value_of("openat", "flags", R"("O_WRONLY|O_CREAT")") == Value(std::int64_t{0101}));
  CHECK(value_of("openat", "mode", "420") == Value(std::uint64_t{0644}));
  CHECK(value_of("close", "fd", R"("3=/etc/passwd")") == Value(std::int64_t{3}));
  CHECK(value_of("chown", "owner", "-1") == Value(std::int64_t{-1}));
  CHECK(value_of("chown", "owner", "4294967295") == Value(std::int64_t{-1}));
  CHECK(value_of("lseek", "offset", "18446744073709551615") == Value(std::int64_t{-1}));
  CHECK(value_of("lseek", "offset", "-10") == Value(std::int64_t{-10}));
  CHECK(value_of("chmod", "mode", R"("S_ISUID|0755")") == Value(std::uint64_t{04755}));
  CHECK(value_of("sched_process_exec", "ctime", "1724232165123456789") == Value(std::uint64_t{1724232165123456789}));
  CHECK(value_of("sched_process_exec", "ctime", "1.7242321651234568e+18") == Value(std::uint64_t{1724232165123456768}));
  CHECK(value_of("sched_process_exec", "stdin_type", R"("S_IFCHR")") == Value(std::uint64_t{0020000}));
  CHECK(value_of("sched_process_exec", "invoked_from_kernel", "true") == Value(true));
  CHECK(value_of("sched_process_exec", "invoked_from_kernel", "1") == Value(true));
  CHECK(value_of("mmap", "addr", "139637976727552") == Value(Address{139637976727552}));
  CHECK(value_of("mmap", "addr", R"("0x7f00")") == Value(Address{0x7f00}));
  CHECK(value_of("mmap", "addr", R"("0X7F00")") == Value(Address{0x7f00}));
  CHECK(value_of("mmap", "prot", R"("PROT_READ|PROT_EXEC")") == Value(std::uint64_t{5}));
  CHECK(value_of("ptrace", "request", R"("PTRACE_ATTACH")") == Value(std::int64_t{16}));
  CHECK(value_of("ptrace", "request", R"("18446744073709551615")") == Value(std::int64_t{-1}));
  CHECK(value_of("openat", "pathname", R"("/caf\u00e9")") == Value("/caf\xc3\xa9"sv));
  CHECK(value_of("execve", "argv", R"(["ls","","-l"])") == Value(StringList("ls\0\0-l\0"sv)));
  CHECK(value_of("sched_process_exec", "argv", "[]") == Value(StringList()));
  CHECK(value_of("execve", "argv", R"(["a\u0000b","c"])") == Value(StringList("a\ufffdb\0c\0"sv)));
  CHECK(value_of("nanosleep", "req", "1.000000001") == Value(timespec(1, 1)));
  CHECK(value_of("nanosleep", "req", "1700000000") == Value(timespec(1700000000, 0)));
  CHECK(value_of("nanosleep", "req", "1.7e9") == Value(timespec(1700000000, 0)));
  CHECK(value_of("nanosleep", "req", "-0.5") == Value(timespec(-1, 500'000'000)));
  CHECK(value_of("nanosleep", "req", "0.9999999999") == Value(timespec(1, 0)));
  CHECK(value_of("pipe", "pipefd", "[3,4]") == Value(NumberList(WIRE_I32, "\3\0\0\0\4\0\0\0"sv)));
}

TEST_CASE("a value that was not sent is absent: null, or a pointer that was not followed") {
  CHECK(is_absent(value_of("openat", "pathname", "null")));
  CHECK(is_absent(value_of("execve", "argv", "0")));
  CHECK(is_absent(value_of("execve", "argv", R"("0x7ffc")")));
  CHECK(is_absent(value_of("connect", "addr", "140737488355328")));
  CHECK(is_absent(value_of("nanosleep", "req", R"("0x0")")));
}

TEST_CASE("addresses and credentials are put together from their members, in any order") {
  const Value inet = value_of("connect", "addr", R"({"sin_port":"443","sin_addr":"1.2.3.4","sa_family":"AF_INET"})");
  REQUIRE(std::holds_alternative<Record>(inet));
  CHECK(member_text(std::get<Record>(inet), "sin_port") == "443");
  CHECK(member_text(std::get<Record>(inet), "sin_addr") == "1.2.3.4");
  const Value inet6 = value_of("connect", "addr",
                               R"({"sa_family":"AF_INET6","sin6_addr":"::1","sin6_flowinfo":"5","sin6_port":"53",)"
                               R"("sin6_scopeid":"2","unheard_of":"x"})");
  CHECK(member_text(std::get<Record>(inet6), "sin6_addr") == "::1");
  CHECK(member_text(std::get<Record>(inet6), "sin6_flowinfo") == "5");
  CHECK(member_text(std::get<Record>(inet6), "sin6_scopeid") == "2");
  const Value unix_one = value_of("connect", "addr", R"({"sa_family":"AF_UNIX","sun_path":"/run/x"})");
  CHECK(member_text(std::get<Record>(unix_one), "sun_path") == "/run/x");

  const Value creds = value_of("commit_creds", "new_cred", R"({"CapEffective":18446744073709551615,"Uid":-1,"Gid":7})");
  REQUIRE(std::holds_alternative<Record>(creds));
  wire_cred cred{};
  std::memcpy(&cred, std::get<Record>(creds).raw().data(), sizeof(cred));
  CHECK(cred.uid == 0xffffffff);
  CHECK(cred.gid == 7);
  CHECK(cred.cap_effective == ~std::uint64_t{0});
}

TEST_CASE("a value of the wrong type spoils the line and is named") {
  const auto what = [](std::string_view line) { return DecodedLine(line).what(); };
  const std::string pid = "\"processId\": a value of the wrong type, or cut off";
  CHECK(what(R"({"processId":"x","eventName":"openat"})") == pid);
  CHECK(what(R"({"processId":99999999999,"eventName":"openat"})") == pid);
  CHECK(what(R"({"processId":1.5,"eventName":"openat"})") == pid);
  CHECK(what("{}") == "no \"eventName\"");
  CHECK(!what("[]").empty());
  CHECK(what(R"({"eventName":"openat"} {})") == "something follows the object");
  CHECK(!what(R"({"eventName":"openat")").empty());
}

TEST_CASE("an argument that is not of its kind is marked, and costs nothing but itself") {
  const auto is_marked = [](std::string_view event, std::string_view name, std::string_view value) {
    const DecodedLine decoded(with_arg(event, name, value));
    INFO(value);
    REQUIRE(decoded.is(Line::event));
    CHECK(is_absent(decoded.event().arg(name)));
    return decoded.event().not_understood == std::uint64_t{1} << *decoded.event().spec->field(name);
  };
  CHECK(is_marked("openat", "flags", "1.5"));
  CHECK(is_marked("openat", "flags", R"("O_WRNLY")"));
  CHECK(is_marked("ptrace", "request", R"("PTRACE_POKEUSR")"));
  CHECK(is_marked("openat", "pathname", "[]"));
  CHECK(is_marked("connect", "addr", R"({"sa_family":"AF_INET","sin_addr":"1.2.3"})"));
  CHECK(is_marked("connect", "addr", R"("map[sa_family:AF_INET sin_addr:1.2.3.4]")"));
  CHECK(is_marked("connect", "addr", R"({"sa_family":"AF_NOTHING"})"));
  CHECK(is_marked("connect", "addr", R"({"sa_family":"AF_UNIX","sun_path":")" + std::string(127, 'x') + "\"}"));
  CHECK(is_marked("pipe", "pipefd", "[1]"));
  CHECK_FALSE(is_marked("connect", "addr", R"("0x7ffd00")"));  // where it was, and not read
}

TEST_CASE("what stands beside an argument that is not understood is read, before the name of the event too") {
  const DecodedLine decoded(
      R"({"args":[{"name":"flags","value":{"a":[1]}},{"name":"pathname","value":"/x"}],"eventName":"openat"})");
  REQUIRE(decoded.is(Line::event));
  CHECK(decoded.event().not_understood == std::uint64_t{1} << *decoded.event().spec->field("flags"));
  CHECK(decoded.event().arg("pathname") == Value("/x"sv));
}

TEST_CASE("a port may be a number") {
  const Value address =
      value_of("connect", "addr", R"({"sa_family":"AF_INET","sin_addr":"10.0.0.1","sin_port": 443 })");
  REQUIRE(std::holds_alternative<Record>(address));
  CHECK(member_text(std::get<Record>(address), "sin_port") == "443");
}

TEST_CASE("numbers of every length are read exactly") {
  for (const std::string_view digits : {"0", "7", "12345678", "123456789", "1234567890123456", "12345678901234567",
                                        "9999999999999999999", "10000000000000000000", "18446744073709551615"}) {
    INFO(digits);
    const DecodedLine decoded(R"({"eventName":"openat","timestamp":)" + std::string(digits) + " }");
    REQUIRE(decoded.is(Line::event));
    CHECK(std::to_string(decoded.event().context.time_ns) == digits);
  }
  for (const std::string_view digits : {"00", "01", "1x", "18446744073709551616", "1:", "1/", "-"}) {
    INFO(digits);
    CHECK(!DecodedLine(R"({"eventName":"openat","timestamp":)" + std::string(digits) + "}").what().empty());
  }
}

TEST_CASE("what was not sent is absent, although its zero is shown") {
  const DecodedLine decoded(
      R"({"eventName":"openat","args":[{"name":"mode","type":"umode_t","value":0}],)"
      R"("provenance":{"provider":"lsm","lane":3,"seq":9,"unreadable":true,"absent":["mode"],"user":["pathname"]}})");
  REQUIRE(decoded.is(Line::event));
  CHECK(is_absent(decoded.event().arg("mode")));
  CHECK(decoded.event().context.provider == ProviderKind::lsm);
  CHECK(decoded.event().context.lane == 3);
  CHECK(decoded.event().context.seq == 9);
  CHECK(decoded.event().context.flags == (WIRE_FLAG_UNREADABLE | WIRE_FLAG_USER_MEMORY));
  CHECK(decoded.event().args[1].marks == WIRE_FIELD_USER);
}

const std::string kOpenat = R"({"eventName":"openat",)";

TEST_CASE("a number that the field cannot hold is not understood, whichever way it is written") {
  for (const std::string_view value :
       {"4294967296", "-4294967297", R"("4294967296")", R"("0x100000000")", "99999999999999999999"}) {
    INFO(value);
    const DecodedLine decoded(with_arg("openat", "flags", value));
    REQUIRE(decoded.is(Line::event));
    CHECK(decoded.event().not_understood == 4);
  }
  CHECK(value_of("openat", "flags", "4294967295") == Value(std::int64_t{-1}));
  CHECK(value_of("openat", "flags", "-2147483648") == Value(std::int64_t{-2147483648}));
  CHECK(value_of("openat", "mode", "-1") == Value(std::uint64_t{0xffff}));
}

TEST_CASE("surrogates in a pair are a character") {
  const auto comm = [](std::string_view text) {
    return DecodedLine(kOpenat + R"("processName":")" + std::string(text) + "\"}");
  };
  CHECK(comm(R"(\ud83d\ude00!)").event().context.comm == "\xf0\x9f\x98\x80!");
  CHECK(comm(R"(\u00e9\u20ac\u007f)").event().context.comm == "\xc3\xa9\xe2\x82\xac\x7f");
}

TEST_CASE("texts with escapes of every length are put together") {
  for (std::size_t plain = 0; plain < 1100; plain += plain < 40 ? 1 : 97) {
    const std::string run(plain, 'x');
    const DecodedLine decoded(kOpenat + R"("processName":"\t)" + run + R"(\/)" + run + R"(\u003d"})");
    INFO(plain);
    REQUIRE(decoded.is(Line::event));
    CHECK(decoded.event().context.comm == "\t" + run + "/" + run + "=");
  }
}

TEST_CASE("bytes that JSON does not allow spoil the line, wherever they are") {
  for (const std::string_view bytes : {"\"a\0b\""sv, "\"a\nb\""sv, "\"a\x1f\""sv}) {
    for (const std::string_view key : {"\"processName\":", "\"unheard_of\":", "\"hostName\":\"\","}) {
      CHECK_FALSE(DecodedLine(kOpenat + std::string(key) + std::string(bytes) + ":1}").is(Line::event));
      CHECK_FALSE(DecodedLine(kOpenat + std::string(key) + std::string(bytes) + "}").is(Line::event));
    }
  }
}

TEST_CASE("times that are relative are made those since the epoch, from where it is said on") {
  JsonDecoder decoder;
  const auto time_of = [&](std::string line) {
    line += std::string(JsonDecoder::kPadding, ' ');
    REQUIRE(decoder.decode(std::string_view(line).substr(0, line.size() - JsonDecoder::kPadding)));
    return decoder.event().context.time_ns;
  };
  const std::string event = R"({"timestamp":5,"eventName":"openat"})";
  CHECK(time_of(event) == 5);
  time_of(R"({"totals":{"final":false,"time":7,"begins":true,"relativeTo":1000}})");
  CHECK(time_of(event) == 1005);
  CHECK(time_of(event) == 1005);
  time_of(R"({"clock":{"time":9,"bootTime":2000,"error":0}})");
  CHECK(time_of(event) == 2005);
  time_of(R"({"totals":{"final":false,"time":7,"begins":true}})");
  CHECK(time_of(event) == 5);
}

TEST_CASE("what nobody asks for may be nested deeply, and has to be closed") {
  for (const std::size_t depth : {63U, 64U, 65U, 5000U}) {
    const std::string open(depth, '[');
    CHECK(DecodedLine(kOpenat + "\"x\":" + open + std::string(depth, ']') + "}").is(Line::event));
    CHECK_FALSE(DecodedLine(kOpenat + "\"x\":" + open + "}").is(Line::event));
  }
  CHECK(DecodedLine(kOpenat + "\"load\":NaN}").is(Line::event));
}

TEST_CASE("the order of keys does not change what they say") {
  CHECK(DecodedLine(R"({"container":{"id":"4f1c"},"containerId":"","eventName":"openat"})")
            .event()
            .context.container_id == "4f1c");
  const DecodedLine decoded(
      R"({"provenance":{"absent":["mode"],"user":["pathname"]},"args":[{"value":0,"name":"mode"},)"
      R"({"value":"/x","name":"pathname"}],"eventId":"257","eventName":"openat"})");
  REQUIRE(decoded.is(Line::event));
  CHECK(is_absent(decoded.event().arg("mode")));
  CHECK(decoded.event().args[1].marks == WIRE_FIELD_USER);
}

TEST_CASE("the name of an event in a text before it misleads nobody") {
  const DecodedLine decoded(
      R"({"args":[{"name":"fd","type":"int","value":3}],"x":{"eventName":"openat"},"eventName":"close"})");
  REQUIRE(decoded.is(Line::event));
  CHECK(decoded.event().spec->name == "close");
  CHECK(decoded.event().arg("fd") == Value(std::int64_t{3}));
}

TEST_CASE("of a key that is there twice the last one counts") {
  const DecodedLine decoded(
      R"({"processName":"a","eventName":"openat","processName":"b","args":[{"name":"mode","value":1},{"name":"mode","value":2}]})");
  REQUIRE(decoded.is(Line::event));
  CHECK(decoded.event().context.comm == "b");
  CHECK(decoded.event().arg("mode") == Value(std::uint64_t{2}));
}

// What a decoder learns is what lines look like; a line that only continues that of another is none.
TEST_CASE("what was learnt makes no event of what is none") {
  JsonDecoder decoder;
  const auto is_event = [&](const std::string& line) {
    DecodedLine decoded(line, std::move(decoder));
    const bool is = decoded.is(Line::event);
    decoder = decoded.take_decoder();
    return is;
  };
  std::string many = R"({"eventName":"openat")";
  for (int i = 0; i < 300; ++i) {
    const std::string member = ",\"k" + std::to_string(i) + "\":1";
    many += member;
    CHECK(is_event(many + "}"));
    CHECK_FALSE(is_event(member + R"(,"eventName":"openat"})"));
    CHECK_FALSE(is_event(R"({"eventName":"openat" {"eventName":"openat"}})"));
    CHECK_FALSE(is_event(many + "," + member.substr(1, member.size() - 2)));
  }
}

}  // namespace
}  // namespace trace
