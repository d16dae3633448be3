// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/v1beta1.h"

#include <catch2/catch.hpp>

#include "common/codec/json/time_text.h"
#include "tests/support/decoded_line.h"
#include "tests/support/records.h"

namespace trace {
namespace {

using Line = JsonDecoder::Line;

TEST_CASE("a line of Tracee's present JSON is read", "[json]") {
  const DecodedLine decoded(
      R"({"timestamp":"2024-11-24T13:20:00.123456789Z","id":732,"name":"security_socket_connect",)"
      R"("policies":{"matched":[""]},"workload":{"process":{"executable":{"path":"/bin/nc"},"unique_id":1,)"
      R"("host_pid":4711,"pid":7,"real_user":{"id":1000},"thread":{"start_time":"2024-11-24T13:19:59Z","name":"nc",)"
      R"("unique_id":2,"host_tid":4712,"tid":8,"syscall":"connect","compat":true},)"
      R"("ancestors":[{"host_pid":4700,"pid":1,"unique_id":3},{"host_pid":1}]},)"
      R"("container":{"id":"4f1c","name":"web","started":true}},)"
      R"("data":[{"name":"sockfd","value":3},{"name":"remote_addr","value":{"sa_family":2,"sin_addr":"10.0.0.1","sin_port":443}},)"
      R"({"name":"returnValue","value":-13},{"name":"unheard_of","value":{}}]})");
  INFO(decoded.what());
  REQUIRE(decoded.is(Line::event));
  const Event& event = decoded.event();
  CHECK(event.context.time_ns == 1732454400123456789);
  CHECK(event.context.thread_start_ns == 1732454399000000000);
  CHECK(event.context.executable == "/bin/nc");
  CHECK(event.context.host_pid == 4711);
  CHECK(event.context.pid == 7);
  CHECK(event.context.host_tid == 4712);
  CHECK(event.context.tid == 8);
  CHECK(event.context.host_ppid == 4700);
  CHECK(event.context.ppid == 1);
  CHECK(event.context.uid == 1000);
  CHECK(event.context.comm == "nc");
  CHECK(event.context.container_id == "4f1c");
  CHECK(event.context.flags == (WIRE_FLAG_CONTAINER | WIRE_FLAG_COMPAT));
  CHECK(event.context.retval == -13);
  CHECK(event.context.syscall == 42);
  CHECK(event.context.policies == 1);
  CHECK(event.arg("sockfd") == Value(std::int64_t{3}));
  const auto* const address = std::get_if<Record>(&event.arg("remote_addr"));
  REQUIRE(address != nullptr);
  CHECK(member_text(*address, "sin_addr") == "10.0.0.1");
  CHECK(member_text(*address, "sin_port") == "443");
  CHECK(event.not_understood == 0);
}

TEST_CASE("what writers of protobuf make of it is read too", "[json]") {
  const DecodedLine decoded(
      R"({"data":[{"name":"argv","strArray":{"value":["sh","-c"]}},{"name":"inode","uInt64":"18446744073709551615"},)"
      R"({"name":"ctime","u_int64":1},{"name":"invoked_from_kernel","bool":true}],"name":"sched_process_exec",)"
      R"("timestamp":{"seconds":"1732454400","nanos":5},"workload":{"process":{"hostPid":{"value":9},"thread":)"
      R"({"hostTid":{"value":10},"name":"sh"},"realUser":{"id":{"value":0}}}}})");
  INFO(decoded.what());
  REQUIRE(decoded.is(Line::event));
  const Event& event = decoded.event();
  CHECK(event.context.time_ns == 1732454400000000005);
  CHECK(event.context.host_pid == 9);
  CHECK(event.context.host_tid == 10);
  CHECK(event.arg("argv") == Value(StringList(std::string_view("sh\0-c\0", 6))));
  CHECK(event.arg("inode") == Value(~std::uint64_t{0}));
  CHECK(event.arg("invoked_from_kernel") == Value(true));
}

TEST_CASE("credentials and times have their own look there", "[json]") {
  const DecodedLine creds(
      R"({"name":"commit_creds","data":[{"name":"new_cred","value":{"uid":0,"secure_bits":3,"cap_effective":[0,21]}}]})");
  REQUIRE(creds.is(Line::event));
  const auto* const record = std::get_if<Record>(&creds.event().arg("new_cred"));
  REQUIRE(record != nullptr);
  CHECK(member_text(*record, "cap_effective") == std::to_string(1 | 1 << 21));
  CHECK(member_text(*record, "securebits") == "3");
  const DecodedLine sleep(R"({"name":"nanosleep","data":[{"name":"req","value":{"value":1.5}}]})");
  REQUIRE(sleep.is(Line::event));
  CHECK(sleep.event().arg("req") == Value(timespec(1, 500'000'000)));
}

TEST_CASE("an argument that is not of its kind is marked there too, and others stand", "[json]") {
  const DecodedLine decoded(
      R"({"name":"openat","data":[{"name":"flags","value":[]},{"name":"pathname","value":"/x"}],"workload":{}})");
  REQUIRE(decoded.is(Line::event));
  CHECK(decoded.event().not_understood == std::uint64_t{1} << *decoded.event().spec->field("flags"));
  CHECK(decoded.event().arg("pathname") == Value(std::string_view("/x")));
}

TEST_CASE("an unknown event is named, and what is neither format is malformed", "[json]") {
  const DecodedLine unknown(R"({"name":"anti_debugging","workload":{"process":{}}})");
  CHECK(unknown.bytes() == "unknown anti_debugging");
  CHECK(!DecodedLine(R"({"name":"openat"})").what().empty());
  CHECK(!DecodedLine(R"({"workload":{}})").what().empty());
}

TEST_CASE("times are those of RFC 3339", "[json]") {
  CHECK(json::parse_time("1970-01-01T00:00:00Z") == 0);
  CHECK(json::parse_time("1970-01-01T01:00:01.5+01:00") == 1'500'000'000);
  CHECK(json::parse_time("2024-02-29T23:59:59.000000001Z") == 1709251199000000001);
  for (const char* text : {"", "2024", "2024-02-30T00:00:00Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00Zx", "x"}) {
    INFO(text);
    CHECK_FALSE(json::parse_time(text));
  }
}

}  // namespace
}  // namespace trace
