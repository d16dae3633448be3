// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/act_table.h"

#include <catch2/catch.hpp>

#include "tests/support/incident.h"

namespace trace {
namespace {

struct Fixture : Incident {
  void take(std::string_view name, const Who& who, std::initializer_list<Argument> arguments) {
    const OwnedEvent made = event(name, who, arguments);
    acts.take(made.event, tree.see(made.event, 1), tree);
  }
  void write(const Who& who, std::string_view path, std::int64_t flags = 1) {
    take("security_file_open", who, {{"pathname", path}, {"flags", flags}});
  }
  std::vector<std::string> lines(bool of_network = false) const {
    std::vector<std::string> out;
    for (const auto& [rank, act] : acts.sorted(of_network, tree)) {
      out.push_back(std::string(name_of(act->kind)) + " " + act->object + " " + std::to_string(act->count));
    }
    return out;
  }

  ProcessTree tree;
  ActTable acts{64, 32};
};

TEST_CASE_METHOD(Fixture, "the same act of the same process on the same object is one row") {
  write({7, 1}, "/tmp/a");
  write({7, 1}, "/tmp/a");
  write({8, 1}, "/tmp/a");
  write({7, 1}, "/tmp/b");
  CHECK(lines() ==
        std::vector<std::string>{"opened to write /tmp/a 2", "opened to write /tmp/a 1", "opened to write /tmp/b 1"});
  const Act& first = *acts.sorted(false, tree).front().act;
  CHECK(first.last_ns == first.first_ns + 1'000'000);
}

TEST_CASE_METHOD(Fixture, "opening to read is no act") {
  write({7, 1}, "/etc/passwd", 0);
  CHECK(lines().empty());
  write({7, 1}, "/etc/passwd", 0x200);  // O_TRUNC
  CHECK(lines().size() == 1);
}

TEST_CASE_METHOD(Fixture, "a rename says what became of what") {
  take("security_inode_rename", {7, 1}, {{"old_path", std::string_view("/a")}, {"new_path", std::string_view("/b")}});
  CHECK(lines() == std::vector<std::string>{"renamed /a → /b 1"});
}

TEST_CASE_METHOD(Fixture, "a connection is of the network, and its object an address with its port") {
  const std::string raw("\2\0\x11\x5c\x0a\0\0\2\0\0\0\0\0\0\0\0", 16);
  take("security_socket_connect", {7, 1}, {{"remote_addr", Record(WIRE_SOCKADDR, raw)}});
  CHECK(lines(true) == std::vector<std::string>{"connects to 10.0.0.2:4444 1"});
  CHECK(lines(false).empty());
}

TEST_CASE_METHOD(Fixture, "what has to do with a detection comes first") {
  write({7, 1}, "/tmp/a");
  write({8, 1}, "/tmp/b");
  tree.mark(2 + 1, Severity::high);
  CHECK(lines().front() == "opened to write /tmp/b 1");
}

TEST_CASE_METHOD(Fixture, "after that comes who changed the same file, but not who executed it") {
  take("sched_process_exec", {6, 1}, {{"pathname", std::string_view("/tmp/dropper")}});
  write({5, 1}, "/tmp/other");
  write({8, 1}, "/tmp/dropper");
  take("sched_process_exec", {7, 1}, {{"pathname", std::string_view("/tmp/dropper")}});
  for (const auto& [id, process] : tree.all()) {
    if (process.key.pid == 7) tree.mark(id, Severity::high);
  }
  const auto sorted = acts.sorted(false, tree);
  REQUIRE(sorted.size() == 4);
  CHECK(sorted[0].act->pid == 7);
  CHECK(sorted[1].act->pid == 8);
  CHECK(sorted[1].rank == ActTable::Rank::near);
  CHECK(sorted[2].rank == ActTable::Rank::other);
}

TEST_CASE_METHOD(Fixture, "when there is no room, acts that have to do with no detection go") {
  write({7, 1}, "/suspicious");
  tree.mark(1, Severity::high);
  for (std::uint32_t pid = 100; pid < 1100; ++pid) write({pid, 1}, "/tmp/" + std::to_string(pid));
  CHECK(lines().size() <= 64);
  CHECK(lines().front() == "opened to write /suspicious 1");
  CHECK(lines().size() + acts.left_out() == 1001);
}

TEST_CASE_METHOD(Fixture, "one process has no more than its share") {
  for (int i = 0; i < 1000; ++i) write({7, 1}, "/tmp/" + std::to_string(i));
  write({8, 1}, "/other");
  CHECK(lines().size() == 33);
  CHECK(acts.left_out() == 968);
}

}  // namespace
}  // namespace trace
