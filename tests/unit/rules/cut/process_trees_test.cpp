// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/process_trees.h"

#include "tests/support/told_process.h"

namespace trace {
namespace {

using Place = ProcessTrees::Place;

std::string_view path_of(const OwnedEvent& event) {
  return std::get<std::string_view>(event.event.arg("pathname"));
}

TEST_CASE("a tree is its root, and whatever that made") {
  ProcessTrees trees({{20, std::nullopt}});
  const Told shell{10, 1};
  const Told root{20, 10};
  const Told child{30, 20};
  CHECK(trees.see(shell.does("openat", 1).event) == Place::outside);
  CHECK(trees.see(shell.forks(20, 2).event) == Place::inside);
  CHECK(trees.see(root.does("openat", 3).event) == Place::inside);
  CHECK(trees.see(shell.does("openat", 4).event) == Place::ancestor);
  CHECK(trees.see(root.forks(30, 5).event) == Place::inside);
  CHECK(trees.see(child.does("openat", 6).event) == Place::inside);
  CHECK(trees.see(Told{31, 10}.does("openat", 7).event) == Place::outside);
  CHECK(trees.roots_found() == 1);
  CHECK(trees.members() == 2);
}

TEST_CASE("a process stays in its tree when its parent has ended") {
  ProcessTrees trees({{20, std::nullopt}});
  trees.see(Told{20, 10}.forks(30, 1).event);
  CHECK(trees.see(Told{30, 1}.does("openat", 2).event) == Place::inside);
  CHECK(trees.see(Told{30, 1}.forks(40, 3).event) == Place::inside);
  CHECK(trees.see(Told{40, 1}.does("openat", 4).event) == Place::inside);
}

TEST_CASE("without forks the parents in the events lead into a tree") {
  ProcessTrees trees({{20, std::nullopt}});
  CHECK(trees.see(Told{30, 20}.does("openat", 1).event) == Place::inside);
  CHECK(trees.see(Told{40, 30}.does("openat", 2).event) == Place::inside);
  CHECK(trees.see(Told{50, 1}.does("openat", 3).event) == Place::outside);
  CHECK(trees.roots_found() == 1);
}

TEST_CASE("a child that was made by CLONE_PARENT belongs to the tree of its maker") {
  ProcessTrees trees({{20, std::nullopt}});
  trees.see(Told{20, 10}.does("openat", 1).event);
  OwnedEvent fork = Told{20, 10}.forks(30, 2);
  REQUIRE(fork.set("parent_process_pid", std::int64_t{10}));
  REQUIRE(fork.set("parent_process_start_time", Told::start_of(10)));
  CHECK(trees.see(fork.event) == Place::inside);
  CHECK(trees.see(Told{30, 10}.does("openat", 3).event) == Place::inside);
}

TEST_CASE("a thread is no child") {
  ProcessTrees trees({{20, std::nullopt}});
  OwnedEvent fork = Told{10, 1}.forks(20, 1);
  REQUIRE(fork.set("child_tid", std::int64_t{21}));
  CHECK(trees.see(fork.event) == Place::outside);
}

TEST_CASE("what ancestors ran before is kept until the tree begins, in the order of time") {
  ProcessTrees trees({{30, std::nullopt}});
  trees.see(Told{10, 1}.runs("/sbin/sshd", 1).event);
  trees.see(Told{11, 1}.runs("/bin/other", 2).event);
  trees.see(Told{10, 1}.forks(20, 3).event);
  trees.see(Told{20, 10}.runs("/bin/sh", 4).event);
  CHECK(trees.take_beginnings().empty());
  trees.see(Told{20, 10}.forks(30, 5).event);
  const std::vector<OwnedEvent> beginnings = trees.take_beginnings();
  REQUIRE(beginnings.size() == 2);
  CHECK(path_of(beginnings[0]) == "/sbin/sshd");
  CHECK(path_of(beginnings[1]) == "/bin/sh");
  CHECK(trees.take_beginnings().empty());
  CHECK(trees.see(Told{20, 10}.runs("/bin/later", 6).event) == Place::ancestor);
  CHECK(trees.see(Told{10, 1}.does("openat", 7).event) == Place::ancestor);
}

TEST_CASE("of a process the last programs are kept") {
  ProcessTrees trees({{20, std::nullopt}});
  for (unsigned i = 0; i < 20; ++i) trees.see(Told{10, 1}.runs("/bin/" + std::to_string(i), i).event);
  trees.see(Told{10, 1}.forks(20, 30).event);
  const std::vector<OwnedEvent> beginnings = trees.take_beginnings();
  REQUIRE(beginnings.size() == ProcessTrees::kBeginningsMax);
  CHECK(path_of(beginnings.back()) == "/bin/19");
}

TEST_CASE("a number that was used again is two processes, of which one can be named") {
  const auto begins = [](std::uint64_t start_ns) {
    OwnedEvent event = Told{20, 10}.does("openat", start_ns);
    event.event.context.process_entity = entity_id(20, start_ns);
    return event;
  };
  ProcessTrees both({{20, std::nullopt}});
  CHECK(both.see(begins(1'000'000'000).event) == Place::inside);
  CHECK(both.see(begins(9'000'000'000).event) == Place::inside);
  CHECK(both.roots_found() == 2);
  ProcessTrees one({{20, ProcessKey::at(20, 9'000'000'000)}});
  CHECK(one.see(begins(1'000'000'000).event) == Place::outside);
  CHECK(one.see(begins(9'000'000'000).event) == Place::inside);
}

TEST_CASE("a stream whose parents go in a circle is read to its end") {
  ProcessTrees trees({{20, std::nullopt}});
  trees.see(Told{10, 11}.does("openat", 1).event);
  trees.see(Told{11, 10}.does("openat", 2).event);
  CHECK(trees.see(Told{20, 10}.does("openat", 3).event) == Place::inside);
  CHECK(trees.see(Told{11, 10}.does("openat", 4).event) == Place::ancestor);
}

TEST_CASE("what is kept of programs has a bound") {
  ProcessTrees trees({{2'000'000, std::nullopt}});
  const std::string path(4'000, 'x');
  for (std::uint32_t pid = 2; pid < 20'000; ++pid) trees.see(Told{pid, 1}.runs(path, pid).event);
  trees.see(Told{19'999, 1}.does("openat", 30'000).event);
  SUCCEED("in the memory that there is");
}

}  // namespace
}  // namespace trace
