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
  const OwnedEvent open = event("{on: security_file_open, pathname: /x, flags: O_WRONLY|O_CREAT, inode: 0x10}");
  CHECK(open.event.arg("pathname") == Value(std::string_view("/x")));
  CHECK(open.event.arg("flags") == Value(std::int64_t{0101}));
  CHECK(open.event.arg("inode") == Value(std::uint64_t{16}));
  CHECK(is_absent(open.event.arg("ctime")));
}

TEST_CASE("an event outlives the file that it was read from") {
  const OwnedEvent exec = event("{on: sched_process_exec, argv: [a, 'b c']}");
  CHECK(exec.event.arg("argv") == Value(StringList(std::string_view("a\0b c\0", 6))));
}

TEST_CASE("fields of the context have the names of the JSON format") {
  const OwnedEvent made =
      event("{on: ptrace, context.processName: cat, context.hostProcessId: 7, context.containerStarted: true}");
  CHECK(made.event.context.comm == "cat");
  CHECK(made.event.context.host_pid == 7);
  CHECK((made.event.context.flags & WIRE_FLAG_CONTAINER) != 0);
}

TEST_CASE("what does not fit the event is an error where it stands") {
  CHECK(error("[ptrace]") == "f.yaml:1:1: an event is written {on: NAME, field: value}");
  CHECK(error("{pid: 1}") == "f.yaml:1:1: key \"on\" is missing");
  CHECK(error("{on: ptrace, pid: x}") == "f.yaml:1:19: \"x\" is not a number, and \"pid\" is");
  CHECK(error("{on: ptrace, pod: 1}") == "f.yaml:1:14: unknown field \"pod\" of event ptrace (did you mean \"pid\"?)");
}

}  // namespace
}  // namespace trace
