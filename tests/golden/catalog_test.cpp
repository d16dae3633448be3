// SPDX-License-Identifier: Apache-2.0
// The catalog against Tracee's definitions of its events, all of them, member by member.
#include "common/catalog/catalog.h"

#include <simdjson.h>

#include <array>
#include <set>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"
#include "tests/support/reference.h"

namespace trace {
namespace {

using Element = simdjson::dom::element;

constexpr std::size_t kSyscalls = 446;
constexpr std::uint32_t kOwnIds = 20000;       // events that Tracee does not have
constexpr std::int64_t kNoNumber = 0xffffffc;  // Tracee's mark for a call that the 32-bit table does not have

// The hook events that are to be there.
constexpr auto kHooks = std::to_array<std::string_view>({
    "sched_process_fork",
    "sched_process_exec",
    "sched_process_exit",
    "security_bprm_check",
    "security_file_open",
    "security_inode_unlink",
    "security_inode_rename",
    "security_socket_create",
    "security_socket_connect",
    "security_socket_accept",
    "security_socket_bind",
    "security_socket_listen",
    "socket_dup",
    "commit_creds",
    "task_rename",
    "cgroup_mkdir",
    "cgroup_rmdir",
    "cgroup_attach_task",
});

// "TYPE NAME, TYPE NAME", as --list has it.
std::string parameters(const Element& event) {
  std::string text;
  for (const Element parameter : event["params"].get_array()) {
    if (!text.empty()) text += ", ";
    text.append(parameter.at(0).get_string().value()).append(" ");
    text.append(parameter.at(1).get_string().value());
  }
  return text;
}
std::string parameters(const EventSpec& event) {
  std::string text;
  for (const FieldSpec& field : event.fields) {
    if (!text.empty()) text += ", ";
    text.append(field.ctype).append(" ").append(field.name);
  }
  return text;
}

std::string sets(const Element& event) {
  std::string text;
  for (const Element set : event["sets"].get_array()) {
    text.append(text.empty() ? "" : ", ").append(set.get_string().value());
  }
  return text;
}

void check_event(const Element& theirs, const EventSpec& ours) {
  CHECK(ours.id == theirs["id"].get_uint64().value());
  CHECK(ours.sets == sets(theirs));
  CHECK(parameters(ours) == parameters(theirs));
}

template <class Visit>
void for_each_reference_event(Visit&& visit) {
  const auto text = read_reference("events.json");
  if (!text) return;
  simdjson::dom::parser parser;
  for (const Element event : parser.parse(*text).get_array()) {
    const std::string_view name = event["name"].get_string().value();
    INFO(name);
    visit(event, name);
  }
}

TEST_CASE("every system call is as Tracee defines it") {
  std::size_t compared = 0;
  for_each_reference_event([&](const Element& theirs, std::string_view name) {
    if (theirs["category"].get_string().value() != std::string_view("syscall")) return;
    const EventSpec* ours = find_event(name);
    REQUIRE(ours);
    CHECK(ours->is_syscall);
    check_event(theirs, *ours);
    const std::int64_t id32 = theirs["id32"].get_int64().value();
    CHECK(ours->syscall->number(Abi::i386) == (id32 == kNoNumber ? -1 : id32));
    const bool only_32 = ours->in_set("32bit_unique");
    CHECK(ours->syscall->number(Abi::x86_64) == (only_32 ? -1 : static_cast<int>(ours->id)));
    ++compared;
  });
  if (compared != 0) CHECK(compared == kSyscalls);
}

TEST_CASE("every hook event is as Tracee defines it") {
  std::size_t compared = 0;
  for_each_reference_event([&](const Element& theirs, std::string_view name) {
    const EventSpec* ours = find_event(name);
    if (ours == nullptr || ours->is_syscall) return;
    CHECK(theirs["category"].get_string().value() != std::string_view("syscall"));
    check_event(theirs, *ours);
    ++compared;
  });
  if (compared != 0) CHECK(compared >= kHooks.size());
}

TEST_CASE("the hook events of the first cut are there, and all others have ids of their own") {
  for (const std::string_view name : kHooks) {
    INFO(name);
    const EventSpec* event = find_event(name);
    REQUIRE(event);
    CHECK_FALSE(event->is_syscall);
    CHECK(event->id < kOwnIds);
  }
  std::set<std::string, std::less<>> theirs;
  for_each_reference_event([&](const Element&, std::string_view name) { theirs.emplace(name); });
  if (theirs.empty()) return;
  std::size_t calls = 0;
  for (const EventSpec& event : events()) {
    calls += event.is_syscall ? 1 : 0;
    INFO(event.name);
    CHECK((event.id >= kOwnIds) == (theirs.count(event.name) == 0));
  }
  CHECK(calls >= kSyscalls);
}

TEST_CASE("the default covers what Tracee's default set has of our events") {
  const Selection selection = default_selection();
  for_each_reference_event([&](const Element& theirs, std::string_view name) {
    const EventSpec* ours = find_event(name);
    if (ours == nullptr || (", " + sets(theirs) + ", ").find(", default, ") == std::string::npos) return;
    CHECK(selection.events[ours->slot]);
  });
}

TEST_CASE("the numbers of the 64-bit table are the ids") {
  // sys_enter's argument is shown as the name of the call with that number.
  const auto text = read_reference("tracee-argparse-cases.json");
  if (!text) return;
  simdjson::dom::parser parser;
  std::size_t compared = 0;
  for (const Element row : parser.parse(*text).get_array()) {
    if (row["event"].get_string().value() != std::string_view("sys_enter")) continue;
    const EventSpec* event = find_event(static_cast<std::uint32_t>(row["in"].get_int64().value()));
    const std::string_view shown = row["out"].get_string().value();
    if (event == nullptr || !event->is_syscall) continue;
    CHECK(event->name == shown);
    ++compared;
  }
  CHECK(compared > 100);
}

}  // namespace
}  // namespace trace
