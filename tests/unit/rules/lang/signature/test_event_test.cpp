// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/test_event.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

Result<OwnedEvent> read(const std::string& text) {
  const SourceFile file{"f.yaml", text};
  const auto documents = parse_yaml(file);
  if (!documents) return documents.error();
  return parse_test_event(documents->front(), file);
}

OwnedEvent event(const std::string& text) {
  auto found = read(text);
  if (!found) FAIL(found.error().message);
  return *std::move(found);
}

std::string error(const std::string& text) {
  const auto found = read(text);
  return found ? "no error" : found.error().message.substr(0, found.error().message.find('\n'));
}

TEST_CASE("arguments get the types of the catalog, and symbols are numbers") {
  const OwnedEvent open = event("{event: security_file_open, pathname: /x, flags: O_WRONLY|O_CREAT, inode: 0x10}");
  CHECK(open.event.arg("pathname") == Value(std::string_view("/x")));
  CHECK(open.event.arg("flags") == Value(std::int64_t{0101}));
  CHECK(open.event.arg("inode") == Value(std::uint64_t{16}));
  CHECK(is_absent(open.event.arg("ctime")));
}

TEST_CASE("an event outlives the file that it was read from") {
  const OwnedEvent exec = event("{event: sched_process_exec, argv: [a, 'b c']}");
  CHECK(exec.event.arg("argv") == Value(StringList(std::string_view("a\0b c\0", 6))));
}

TEST_CASE("fields of the context have the names of the JSON format") {
  const OwnedEvent made =
      event("{event: ptrace, context.processName: cat, context.hostProcessId: 7, context.containerStarted: true}");
  CHECK(made.event.context.comm == "cat");
  CHECK(made.event.context.host_pid == 7);
  CHECK((made.event.context.flags & WIRE_FLAG_CONTAINER) != 0);
}

TEST_CASE("a mode is octal with a leading 0") {
  CHECK(event("{on: chmod, pathname: /x, mode: 04755}").event.arg("mode") == Value(std::uint64_t{04755}));
}

TEST_CASE("a socket address has the members of its family") {
  const std::string connect = "{on: security_socket_connect, remote_addr: ";
  CHECK(error(connect + "{sa_family: AF_INET, address: 10.0.0.1, port: 443}}") == "no error");
  CHECK(error(connect + "{address: 10.0.0.1, port: 443}}") ==
        "f.yaml:1:44: this is no struct sockaddr* (does it have \"sa_family\", and what that asks for?)");
  CHECK(error(connect + "{sa_family: AF_INET, sin_adr: 10.0.0.1}}") ==
        "f.yaml:1:65: \"remote_addr\" has no member \"sin_adr\" (did you mean \"sin_addr\"?)");
  CHECK(error(connect + "{sa_family: AF_INET, sin6_addr: '::1'}}") ==
        "f.yaml:1:65: \"sin6_addr\" is no member of this one, as \"sa_family\" says");
  CHECK(error(connect + "{sa_family: AF_INET, sin_addr: 10.0.0}}") ==
        "f.yaml:1:75: \"10.0.0\" is not an address, and \"sin_addr\" is");
  CHECK(error(connect + "{sa_family: AF_INET, sin_port: 70000}}") ==
        "f.yaml:1:75: \"70000\" is not a value of \"sin_port\", which holds 0 to 65535");
  CHECK(error(connect + "{sa_family: AF_INTE}}").find("AF_INET") != std::string::npos);
}

TEST_CASE("what no event can hold is an error") {
  CHECK(error("{on: chmod, mode: 99999999}") ==
        "f.yaml:1:19: \"99999999\" is not a value of \"mode\", which holds 0 to 65535");
  CHECK(error("{on: ptrace, context.processName: systemd-resolved}").find("has 16 bytes") != std::string::npos);
  CHECK(error("{on: ptrace, context.userId: -1}").find("holds 0 to 4294967295") != std::string::npos);
  CHECK(error("{on: ptrace, context.syscall: ptracee}").find("is no system call") != std::string::npos);
}

TEST_CASE("what does not fit the event is an error where it stands") {
  CHECK(error("[ptrace]") == "f.yaml:1:1: an event is written {event: NAME, field: value}, or as a line of JSON");
  CHECK(error("{pid: 1}") == "f.yaml:1:1: key \"event\" is missing");
  CHECK(error("{event: ptrace, pid: x}") == "f.yaml:1:22: \"x\" is not a number, and \"pid\" is");
  CHECK(error("{event: ptrace, pod: 1}") ==
        "f.yaml:1:17: unknown field \"pod\" of event ptrace (did you mean \"pid\"?)");
}

TEST_CASE("on is event, which tools that read YAML 1.1 do not take for a truth value") {
  CHECK(event("{on: ptrace, request: 4}").event.arg("request") == Value(std::int64_t{4}));
  CHECK(error("{on: ptrace, event: ptrace}") == "f.yaml:1:6: \"on\" says the same as \"event\": write one of them");
}

TEST_CASE("an argument that is called as a key of the test is written with args") {
  CHECK(event("{event: epoll_ctl, args.event: 7, args.fd: 3}").event.arg("fd") == Value(std::int64_t{3}));
}

TEST_CASE("a recorded line is an event as it stands") {
  const OwnedEvent made = event(
      R"({"timestamp":17,"processName":"vi","hostProcessId":4711,"eventName":"security_file_open","args":[)"
      R"({"name":"pathname","type":"const char*","value":"/etc/a\"b"},{"name":"flags","type":"int","value":1}]})");
  CHECK(made.event.context.comm == "vi");
  CHECK(made.event.context.host_pid == 4711);
  CHECK(made.event.arg("pathname") == Value(std::string_view("/etc/a\"b")));
  CHECK(made.event.arg("flags") == Value(std::int64_t{1}));
}

TEST_CASE("a recorded line that is none says what is wrong with it") {
  CHECK(error(R"({"eventName":"opennat"})") == "f.yaml:1:1: unknown event \"opennat\"");
  CHECK(error("eventName: ptrace") == "f.yaml:1:1: a recorded event is one line of JSON, as it was recorded");
  CHECK(error("{eventName: ptrace}").starts_with("f.yaml:1:1: not JSON"));
  CHECK(error(R"({"eventName":"ptrace","args":[{"name":"pid","type":"pid_t","value":"x"}]})") ==
        "f.yaml:1:1: an argument of this event is not understood");
}

}  // namespace
}  // namespace trace
