// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/process_tree.h"

#include <catch2/catch.hpp>

#include "tests/support/incident.h"

namespace trace {
namespace {

struct Fixture : Incident {
  ProcessId see(std::string_view name, const Who& who, std::initializer_list<Argument> arguments = {}) {
    const OwnedEvent made = event(name, who, arguments);
    return tree.see(made.event, 1);
  }
  ProcessTree tree{100};
};

TEST_CASE_METHOD(Fixture, "a process has what its events said last") {
  const ProcessId id = see("uname", {7, 1, "bash"});
  CHECK(see("sched_process_exec", {7, 1, "nc"},
            {{"pathname", std::string_view("/bin/nc")}, {"argv", StringList(std::string_view("nc\0-l\0a b\0", 10))}}) ==
        id);
  const ReportProcess& process = *tree.find(id);
  CHECK(process.comm == "nc");
  CHECK(process.executable == "/bin/nc");
  CHECK(process.command_line == "nc -l 'a b'");
  CHECK(tree.find(process.parent)->key.pid == 1);
  CHECK_FALSE(tree.find(process.parent)->is_seen);
}

TEST_CASE_METHOD(Fixture, "the end of the last thread is the end of the process") {
  const ProcessId id = see("sched_process_exit", {7, 1}, {{"process_group_exit", false}});
  CHECK(tree.find(id)->end_ns == 0);
  see("sched_process_exit", {7, 1}, {{"process_group_exit", true}, {"exit_code", std::int64_t{3}}});
  CHECK(tree.find(id)->end_ns == now_ns);
  CHECK(tree.find(id)->exit_code == 3);
}

TEST_CASE_METHOD(Fixture, "a parent is the one that made the process, whoever adopts it later") {
  const ProcessId id = see("uname", {7, 5});
  see("uname", {7, 1});
  CHECK(tree.find(tree.find(id)->parent)->key.pid == 5);
}

TEST_CASE_METHOD(Fixture, "what leads to a detection and what descends from it is related, and nothing else") {
  const ProcessId other = see("uname", {50, 1});
  const ProcessId grandparent = see("uname", {5, 1});
  see("uname", {6, 5});
  const ProcessId suspect = see("uname", {7, 6});
  const ProcessId child = see("uname", {8, 7});
  const ProcessId grandchild = see("uname", {9, 8});
  const ProcessId sibling = see("uname", {10, 6});
  CHECK_FALSE(tree.is_related(suspect));
  tree.mark(suspect, Severity::high);
  CHECK(tree.is_related(suspect));
  CHECK(tree.is_related(grandparent));
  CHECK(tree.is_related(child));
  CHECK(tree.is_related(grandchild));
  CHECK_FALSE(tree.is_related(sibling));
  CHECK_FALSE(tree.is_related(other));
}

TEST_CASE_METHOD(Fixture, "when there is no room, what has to do with no detection goes first, the oldest of it") {
  const ProcessId suspect = see("uname", {7, 6});
  tree.mark(suspect, Severity::low);
  ProcessId last = 0;
  for (std::uint32_t pid = 1000; pid < 2000; ++pid) last = see("uname", {pid, 1});
  CHECK(tree.all().size() <= 100);
  REQUIRE(tree.find(suspect) != nullptr);
  CHECK(tree.find(tree.find(suspect)->parent)->key.pid == 6);
  CHECK(tree.find(last) != nullptr);
  CHECK(tree.all().size() + tree.left_out() >= 1003);
}

TEST_CASE_METHOD(Fixture, "when all that there is room for is related, more is counted and no more") {
  const ProcessId suspect = see("uname", {7, 6});
  tree.mark(suspect, Severity::low);
  for (std::uint32_t pid = 1000; pid < 2000; ++pid) see("uname", {pid, 7});
  CHECK(tree.all().size() == 100);
  CHECK(tree.all().size() + tree.left_out() == 1002);
}

TEST_CASE_METHOD(Fixture, "processes that say to be each other's parents end no search") {
  const ProcessId one = see("uname", {7, 8});
  const ProcessId other = see("uname", {8, 7});
  CHECK_FALSE(tree.is_related(one));
  tree.mark(other, Severity::low);
  CHECK(tree.is_related(one));
}

TEST_CASE_METHOD(Fixture, "processes of two machines are two, though their numbers are the same") {
  const OwnedEvent made = event("uname", {7, 1});
  CHECK(tree.see(made.event, 1) != tree.see(made.event, 2));
}

}  // namespace
}  // namespace trace
