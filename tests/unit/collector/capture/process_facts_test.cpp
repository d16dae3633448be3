// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/process_facts.h"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

constexpr std::uint64_t kTickNs = 10'000'000;

TEST_CASE("the start of a process is found, whatever its name is") {
  const std::string rest = ") S 1 7 7 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 1 0 4711 1000 10 0";
  CHECK(start_ticks("7 (sh" + rest) == 4711);
  CHECK(start_ticks("7 (a) S 1 (b" + rest) == 4711);
  CHECK_FALSE(start_ticks("7 (sh) S 1"));
  CHECK_FALSE(start_ticks(""));
}

TEST_CASE("a container is found by either version of cgroups") {
  const std::string id(64, 'a');
  CHECK(container_of_cgroups("0::/system.slice/docker-" + id + ".scope\n") == id);
  CHECK(container_of_cgroups("4:cpuset:/docker/" + id + "\n0::/\n") == id);
  CHECK(container_of_cgroups("0::/user.slice\n").empty());
  CHECK(container_of_cgroups("").empty());
}

TEST_CASE("a process is known by its number and its start") {
  const auto start = start_ticks(content_of("/proc/self/stat"));
  REQUIRE(start);
  const auto facts = facts_of(::getpid(), *start * kTickNs + 5);
  REQUIRE(facts);
  CHECK(facts->executable == std::filesystem::read_symlink("/proc/self/exe"));
  CHECK_FALSE(facts_of(::getpid(), (*start + 1) * kTickNs));
  CHECK_FALSE(facts_of(0, 0));
}

TEST_CASE("nothing is said of a process that has ended and waits for its parent") {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) == 0);
  const auto start = start_ticks(content_of("/proc/" + std::to_string(pid) + "/stat"));
  REQUIRE(start);
  CHECK_FALSE(facts_of(pid, *start * kTickNs));
  ::waitpid(pid, nullptr, 0);
}

}  // namespace
}  // namespace trace
