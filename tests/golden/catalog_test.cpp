// SPDX-License-Identifier: Apache-2.0
// The catalog against Tracee's definitions of its events, all of them, member by member.
#include "common/catalog/catalog.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"
#include "tests/support/facts.h"

namespace trace {
namespace {

constexpr std::size_t kSyscalls = 446;
constexpr std::uint32_t kOwnIds = 20000;  // events that Tracee does not have

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
std::string parameters(const EventSpec& event) {
  std::string text;
  for (const FieldSpec& field : event.fields) {
    if (!text.empty()) text += ", ";
    text.append(field.ctype).append(" ").append(field.name);
  }
  return text;
}

// A row of tests/facts/events.tsv.
struct Reference {
  std::uint32_t id;
  std::string name, kind, number_compat, sets, parameters;
  bool is_syscall() const { return kind == "call"; }
};

std::vector<Reference> reference_events() {
  std::vector<Reference> all;
  for (FactRow& row : read_facts("events.tsv")) {
    REQUIRE(row.size() == 6);
    all.push_back({static_cast<std::uint32_t>(std::stoul(row[0])), row[1], row[2], row[3], row[4], row[5]});
  }
  return all;
}

// By name, the arguments of the system calls in which Tracee and the kernel differ. That ours are the kernel's is shown by
// tests/kernel/conformance_test.cpp.
std::map<std::string, std::string> changed_parameters() {
  std::map<std::string, std::string> all;
  for (FactRow& row : read_facts("event_changes.tsv")) {
    REQUIRE(row.size() == 3);
    all.emplace(row[0], row[1]);
  }
  return all;
}

void check_event(const Reference& theirs, const EventSpec& ours, const std::string& expected) {
  CHECK(ours.id == theirs.id);
  CHECK(ours.sets == theirs.sets);
  CHECK(parameters(ours) == expected);
}

TEST_CASE("every system call is as Tracee defines it, but for what the kernel has otherwise") {
  const auto changed = changed_parameters();
  std::size_t compared = 0, compared_changed = 0;
  for (const Reference& theirs : reference_events()) {
    if (!theirs.is_syscall()) continue;
    INFO(theirs.name);
    const EventSpec* ours = find_event(theirs.name);
    REQUIRE(ours);
    CHECK(ours->is_syscall);
    const auto change = changed.find(theirs.name);
    if (change != changed.end()) {
      CHECK(change->second != theirs.parameters);
      ++compared_changed;
    }
    check_event(theirs, *ours, change == changed.end() ? theirs.parameters : change->second);
    CHECK(ours->syscall->number(Abi::i386) == (theirs.number_compat == "none" ? -1 : std::stoi(theirs.number_compat)));
    const bool only_32 = ours->in_set("32bit_unique");
    CHECK(ours->syscall->number(Abi::x86_64) == (only_32 ? -1 : static_cast<int>(ours->id)));
    ++compared;
  }
  CHECK(compared == kSyscalls);
  CHECK(compared_changed > 0);
}

TEST_CASE("every hook event is as Tracee defines it, but for fields that it does not have") {
  const auto changed = changed_parameters();
  std::size_t compared = 0;
  for (const Reference& theirs : reference_events()) {
    const EventSpec* ours = find_event(theirs.name);
    if (ours == nullptr || ours->is_syscall) continue;
    INFO(theirs.name);
    CHECK_FALSE(theirs.is_syscall());
    const auto change = changed.find(theirs.name);
    if (change != changed.end()) CHECK(change->second.starts_with(theirs.parameters + ", "));  // ours come after theirs
    check_event(theirs, *ours, change == changed.end() ? theirs.parameters : change->second);
    ++compared;
  }
  CHECK(compared >= kHooks.size());
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
  for (const Reference& event : reference_events()) theirs.insert(event.name);
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
  for (const Reference& theirs : reference_events()) {
    const EventSpec* ours = find_event(theirs.name);
    if (ours == nullptr || (", " + theirs.sets + ", ").find(", default, ") == std::string::npos) continue;
    INFO(theirs.name);
    CHECK(selection.events[ours->slot]);
  }
}

}  // namespace
}  // namespace trace
